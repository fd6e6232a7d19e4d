"""Plain words: how hard a text is to read, what its terms mean, and which wording may hurt.

Import from the file that says it: `readability` (grade level), `glossary` (terms and abbreviations) and
`wording` (blame, deficit words, praise, verbs that cannot be seen). The other files here serve these three.
Source: playbook 4.2 to 4.4 and 5.2.
"""
