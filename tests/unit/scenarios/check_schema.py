# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0

"""check_schema.py FOLDER: schema.json has to accept each good/*.json and to refuse each bad/*.json."""

import json
import pathlib
import sys

import jsonschema


def main(folder: pathlib.Path) -> int:
    schema = json.loads((folder / "schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    good, bad = sorted(folder.glob("good/*.json")), sorted(folder.glob("bad/*.json"))
    if not good or not bad:
        print("there is nothing to check")
        return 1
    failed = 0
    for path in good + bad:
        error = jsonschema.exceptions.best_match(validator.iter_errors(json.loads(path.read_text())))
        if (error is None) != (path.parent.name == "good"):
            failed += 1
            print(path.name, "is accepted" if error is None else f"is refused: {error.json_path}: {error.message[:300]}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
