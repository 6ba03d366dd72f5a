"""The simulator's own pages under /simulator, for a demo and for tests. MRI has nothing of them."""

import json
from dataclasses import asdict
from urllib.parse import parse_qsl

from rentrail.simulators.mri import catalogue
from rentrail.simulators.mri.faults import Faults, UnknownFault
from rentrail.simulators.mri.service import Answer, Request, Service
from rentrail.simulators.mri.world import NoSuchResident, World

PREFIX = "/simulator/"
JSON_TYPE = "application/json; charset=utf-8"


class ControlRefused(ValueError):
    """A control request lacks something or names something unknown. Fit to show a person."""


def answer(*, service: Service, world: World, request: Request) -> Answer:
    """Answer one request to a page of the simulator's own."""
    arguments = {**request.arguments, **_form(request.body)}
    page = (request.method, request.path.removeprefix(PREFIX))
    try:
        if page == ("GET", "status"):
            return _json(status=200, value=status(service=service, world=world))
        if page == ("POST", "month-charges"):
            return _json(status=200, value=_month_charges(world=world, arguments=arguments))
        if page == ("POST", "faults"):
            return _json(status=200, value=_set_faults(faults=service.faults, arguments=arguments))
        if page == ("POST", "block"):
            return _json(status=200, value=_block(world=world, arguments=arguments))
    except (ControlRefused, UnknownFault, NoSuchResident) as problem:
        return _json(status=400, value={"error": str(problem)})
    return _json(status=404, value={"error": "There is no such page."})


def status(*, service: Service, world: World) -> dict[str, object]:
    """Tell what has come in, what stands in the batches, and what here is assumed."""
    payments = world.payments()
    return {
        "requests": dict(service.activity.request_counts),
        "statuses": {str(code): n for code, n in service.activity.status_counts.items()},
        "personal_data_requests": service.activity.personal_data_requests,
        "properties": world.property_ids(),
        "payment_count": len(payments),
        "payment_total_cents": sum(one.amount_cents for one in payments if one.state != "voided"),
        "payments": [asdict(payment) for payment in payments[-100:]],
        "batches": [asdict(batch) for batch in world.batches()],
        "documented_operations": list(catalogue.DOCUMENTED),
        "assumed_operations": catalogue.ASSUMED_OPERATIONS,
        "assumed_behaviours": list(catalogue.ASSUMED_BEHAVIOURS),
        "faults": fault_picture(service.faults),
    }


def fault_picture(faults: Faults) -> dict[str, object]:
    """Tell which faults are switched on, and how often each has happened."""
    return {
        "seed": faults.seed,
        "probabilities": {str(kind): chance for kind, chance in faults.probabilities.items()},
        "happened": {str(kind): count for kind, count in faults.happened.items()},
        "late_seconds": faults.late_seconds,
        "burst_count": faults.burst_count,
    }


def _month_charges(*, world: World, arguments: dict[str, str]) -> dict[str, object]:
    year, _, month = arguments.get("month", "").partition("-")
    if not (year.isdigit() and month.isdigit() and 1 <= int(month) <= 12):
        raise ControlRefused("month is needed, as in month=2026-04.")
    named = arguments.get("property")
    if named and named not in world.property_ids():
        raise ControlRefused(f"{named} is not a property.")
    counts = {
        property_id: world.post_month_charges(
            property_id=property_id, year=int(year), month=int(month)
        )
        for property_id in ([named] if named else world.property_ids())
    }
    return {"charges": counts}


def _set_faults(*, faults: Faults, arguments: dict[str, str]) -> dict[str, object]:
    if "set" not in arguments:
        raise ControlRefused("set is needed, as in set=late=0.01; an empty one clears all.")
    faults.clear()
    faults.configure(arguments["set"])
    return fault_picture(faults)


def _block(*, world: World, arguments: dict[str, str]) -> dict[str, object]:
    if "resident" not in arguments:
        raise ControlRefused("resident is needed.")
    value = arguments.get("value", "Y")
    world.block(resident_id=arguments["resident"], value=value or None)
    return {"resident": arguments["resident"], "BlockEPayments": value or None}


def _form(body: bytes) -> dict[str, str]:
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def _json(*, status: int, value: object) -> Answer:
    body = json.dumps(value, ensure_ascii=False, indent=1).encode()
    return Answer(status=status, body=body, content_type=JSON_TYPE)
