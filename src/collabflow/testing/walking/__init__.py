"""The model machine: steps that are taken on a store and on the reference alike."""
