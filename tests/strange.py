"""Values that nothing expects: whatever is sent anywhere, these are among it."""

STRANGE = (
    *(None, True, False, 0, -1, 2**31, 2**63, 10**40, 1.5, -0.0, 1e308, "", " ", "x", "\0", "a\ud800", "é" * 3000),
    *("0", "-1", "1e9", "NaN", "true", "null", "[]", "2026-13-45", "9999-12-31", "0001-01-01", "2026-11-23", "25:61"),
    *(
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "../../etc/passwd",
        "%00",
        "٣٤",
        "1\u20282",
        "0" * 32,
    ),
    *([], {}, [[]], [None], {"": None}, {"id": {"id": {}}}, ["x"] * 200, {"x": "y"}),
)
