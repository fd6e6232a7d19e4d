"""The words everybody uses: people, events, cases, guards, findings. Pure; knows nothing above it."""
