"""Made-up people's names, some of them hard on software."""

FIRST: tuple[str, ...] = (
    "Alex", "Robin", "Maria", "James", "Linda", "David", "Susan", "Kevin", "Karen", "Brian",
    "Nancy", "Jason", "Emily", "Aaron", "Grace", "Henry", "Julia", "Tyler", "Megan", "Oscar",
    "José", "Zoë", "D'Arcy", "Anne-Marie", "Bartholomew", "Xi", "Siobhán", "Łukasz",
)  # fmt: skip

LAST: tuple[str, ...] = (
    "Sample", "Smith", "Johnson", "Williams", "Brown", "Jones", "Garcia", "Miller", "Davis",
    "Martinez", "Lopez", "Wilson", "Anderson", "Thomas", "Taylor", "Moore", "Jackson", "Martin",
    "Lee", "Perez", "Thompson", "White", "Harris", "Clark", "Lewis", "Walker", "Young", "King",
    "O'Brien", "Núñez", "D'Angelo", "Müller", "de la Cruz", "Ng", "St. John", "Smith & Sons",
    "Wolfeschlegelsteinhausenbergerdorff-Montgomery",
)  # fmt: skip
