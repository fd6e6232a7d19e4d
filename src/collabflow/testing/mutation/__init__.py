"""Rule mutation: rules are changed a little, one change at a time, and your tests should notice each.

    report = score(RULES, tests=["tests/test_our_rules.py"])
    print(report.text())

Only the functions of guards are changed, in memory; no file is written. Needs pytest (`collabflow[testing]`) and a
platform that can fork.
"""
