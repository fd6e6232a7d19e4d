"""The testing kit for notifiers: whatever a gateway does, messages are told truly, once, and to nobody else.

for mutant in NOTIFIER_MUTANTS:     # in collabflow.testing.notifying.mutants
    print(mutant.name, mutant.law, mutant.bug)
"""
