from tests.simulators.mri.conftest import Client

from rentrail.simulators.mri import Plan, Resident, RunningMri, Settings

LEASES = "MRI_S-PMRM_ResidentLeaseDetailsByPropertyID"


def test_lease_details_in_json_carry_mris_names_dates_and_amounts(
    client: Client, alice: Resident
) -> None:
    answer = client.get(LEASES, RMPROPID="DEMO01").json()

    row = next(one for one in answer["value"] if one["ResidentNameID"] == alice.resident_id)
    assert answer["odata.metadata"] == (
        f"{client.mri.base_url}/mriapiservices/api.asp?$api={LEASES}&$metadata"
        f"#MRI.{LEASES.lower()}-container/{LEASES.lower()}"
    )
    assert row["Namegroup"] == alice.resident_id
    assert row["LeaseMonthlyRentAmount"] == f"{alice.rent_cents // 100}.00"
    assert row["LeaseBalance"] == f"{alice.balance_cents / 100:.2f}"
    assert row["OccupyDate"].endswith("-01T00:00:00")
    assert (row["Address"], row["BuildingAddress"]) == (None, "1 Example Way")
    assert row["IsCurrent"] == "Y"


def test_lease_details_in_xml_have_seven_fraction_digits_and_empty_elements(
    client: Client, alice: Resident
) -> None:
    root = client.elements(LEASES, RMPROPID="DEMO01")

    entry = next(
        one for one in root.findall("entry") if one.findtext("ResidentNameID") == alice.resident_id
    )
    assert root.tag == "mri_s-pmrm_residentleasedetailsbypropertyid"
    assert str(entry.findtext("OccupyDate")).endswith("-01T00:00:00.0000000")
    assert entry.findtext("Address") == ""


def test_names_that_are_hard_on_software_survive_both_formats(client: Client) -> None:
    in_json = [
        (one["FirstName"], one["LastName"]) for one in client.rows(LEASES, RMPROPID="DEMO01")
    ]

    entries = client.elements(LEASES, RMPROPID="DEMO01").findall("entry")

    assert [(one.findtext("FirstName"), one.findtext("LastName")) for one in entries] == in_json


def test_only_what_changed_since_a_day_is_given(client: Client, alice: Resident) -> None:
    assert client.rows(LEASES, LastUpdateDate="2026-03-04") == []

    client.mri.world.office.clock.set(  # type: ignore[union-attr]
        client.mri.world.office.now().replace(day=5)
    )
    client.mri.world.block(resident_id=alice.resident_id)

    changed = client.rows(LEASES, LastUpdateDate="2026-03-04")
    assert {(one["Namegroup"], one["BlockEPayments"]) for one in changed} == {
        (alice.resident_id, "Y")
    }
    assert client.rows(LEASES, StartDate="2026-03-05", EndDate="2026-03-05") == changed


def test_arguments_that_do_not_go_together_are_refused(client: Client) -> None:
    answer = client.get(LEASES, RMPROPID="DEMO01", LastUpdateDate="2026-03-01")

    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == (
        "LastUpdateDate: cannot be combined with RMPROPID."
    )


def test_each_api_spells_its_property_argument_in_its_own_way(client: Client) -> None:
    assert client.get(LEASES, PropertyID="DEMO01").status_code == 400
    assert client.get("MRI_S-PMRM_PendingMoveIns", PropertyID="DEMO01").status_code == 200
    assert client.get("MRI_S-PMRM_ResidentialRentRoll", PROPERTYID="DEMO01").status_code == 200


def test_an_unknown_property_is_an_error_of_the_request(client: Client) -> None:
    answer = client.get(LEASES, RMPROPID="NOWHERE")

    assert answer.status_code == 400
    assert answer.json() == {
        "error": {"code": "400", "message": "RMPROPID: NOWHERE is not a property."}
    }


def test_the_ledger_needs_all_four_arguments(client: Client, alice: Resident) -> None:
    answer = client.get("MRI_S-PMRM_ResidentLedger", NAMEID=alice.resident_id, PROPERTYID="DEMO01")

    assert answer.json()["error"]["message"] == "STARTDATE: is required."


def test_the_ledger_adds_up_to_the_lease_balance(client: Client, alice: Resident) -> None:
    total = sum(round(float(one["TransactionAmount"]) * 100) for one in client.ledger(alice))

    assert total == alice.balance_cents
    assert client.mri.world.ledger_balance(resident_id=alice.resident_id) == alice.balance_cents


def test_open_charges_add_up_to_what_is_unpaid(client: Client, alice: Resident) -> None:
    charges = client.rows("MRI_S-PMRM_OpenCharges", RMPROPID="DEMO01", NameID=alice.resident_id)

    assert sum(round(float(one["UnpaidAmount"]) * 100) for one in charges) == alice.balance_cents
    assert {"Rent March", "RNT", "Rent"} <= {
        value
        for one in charges
        for value in (one["Description"], one["ChargeCode"], one["ChargeCodeDescription"])
    }


def test_future_residents_are_pending_move_ins_and_not_lease_details(client: Client) -> None:
    pending = client.rows("MRI_S-PMRM_PendingMoveIns", PropertyID="DEMO01")

    assert pending[0]["ResidentID"].startswith("00S")
    assert pending[0]["ScheduledMoveInDate"].endswith("T00:00:00.0000000")
    assert pending[0]["PreviousAddress"][0]["City"] == "Springfield"
    assert "BlockEPayments" not in pending[0]
    leases = client.rows(LEASES, RMPROPID="DEMO01")
    assert pending[0]["ResidentID"] not in {one["ResidentNameID"] for one in leases}


def test_nested_lists_may_come_wrapped_in_json() -> None:
    with RunningMri(settings=Settings(json_lists_wrapped=True)) as mri:
        client = Client(mri)
        with client.http:
            pending = client.rows("MRI_S-PMRM_PendingMoveIns", PropertyID="DEMO01")

    assert pending[0]["PreviousAddress"]["entry"][0]["Address1"] == "9 Old Road"


def test_the_rent_roll_nests_recurring_charges_and_people(client: Client, alice: Resident) -> None:
    root = client.elements(
        "MRI_S-PMRM_ResidentialRentRoll",
        PROPERTYID="DEMO01",
        BUILDINGID=alice.building_id,
        UNITID=alice.unit_id,
    )

    rent = root.find("entry/CurrentCharges/entry")
    assert rent is not None
    assert rent.findtext("ChargeCode") == "RNT"
    assert rent.findtext("Amount") == f"{alice.rent_cents // 100}.00"
    assert rent.findtext("Frequency") == "M"
    assert root.findtext("entry/Residents/entry/ResidentID") == alice.resident_id


def test_personal_data_is_given_and_noted_unless_declined(client: Client, alice: Resident) -> None:
    residents = "MRI_S-PMRM_Residents"

    modest = client.rows(residents, NameID=alice.resident_id, IncludePII="N")
    assert "SocialSecurityNumber" not in modest[0]
    assert client.mri.activity.personal_data_requests == []

    nosy = client.rows(residents, NameID=alice.resident_id, IncludePII="Y")
    assert nosy[0]["SocialSecurityNumber"] == "000-00-0000"
    assert client.mri.activity.personal_data_requests == [residents]


def test_residents_wants_american_dates(client: Client) -> None:
    residents = "MRI_S-PMRM_Residents"

    assert client.get(residents, LastUpdate="2026-03-01", IncludePII="N").status_code == 400
    assert client.rows(residents, LastUpdate="03-01-2026", IncludePII="N")


def test_properties_banks_and_units_fill_pick_lists(client: Client) -> None:
    assert client.rows("MRI_S-PMRM_PropertyIDByNameOrAddress")[0]["PropertyID"] == "DEMO01"
    assert client.rows("MRI_S-PMAP_Bank") == [
        {"BankID": "DEP", "BankName": "Example Bank Deposits"},
        {"BankID": "OPER", "BankName": "Example Bank Operating"},
    ]
    mapped = client.rows("MRI_S-PMAP_BankAccountMapping", EntityId="100")
    assert [one["BankID"] for one in mapped] == ["DEP", "OPER"]
    units = client.rows("MRI_S-PMRM_UnitVacancyInformation", PROPERTYID="DEMO01")
    assert [one["Vacant"] for one in units] == ["N"] * 12 + ["Y"]
    people = client.rows("MRI_S-PMRM_ResidentsByPropertyID", RMPROPID="DEMO01")
    assert {one["Status"] for one in people} == {"O", "R"}


def test_a_dirty_world_holds_values_nobody_can_read() -> None:
    with RunningMri(plan=Plan(lease_count=12, dirty=True)) as mri:
        client = Client(mri)
        with client.http:
            leases = client.rows(LEASES, RMPROPID="DEMO01")
            charges = client.rows("MRI_S-PMRM_OpenCharges", RMPROPID="DEMO01")

    assert "12,3x" in {one["LeaseMonthlyRentAmount"] for one in leases}
    assert "2026-02-30T00:00:00" in {one["LeaseEnd"] for one in leases}
    assert "Squatter" in {one["ResidentStatus"] for one in leases}
    assert None in {one["ResidentNameID"] for one in leases}
    assert any("UnheardOf" in one for one in leases)
    assert "12,3x" in {one["UnpaidAmount"] for one in charges}
