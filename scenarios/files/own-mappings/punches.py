"""What a mapping of attendance results leaves to Python."""


def result(value, given):
    # A result without a punch can only be one of these two.
    if not given["record"].get("checked") and value not in ("NotSigned", "Absenteeism"):
        raise ValueError(f"{value} without a punch")
    return value
