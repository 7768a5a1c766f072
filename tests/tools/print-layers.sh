#!/bin/sh
# tools/print-layers keeps ARCHITECTURE.md equal to src/LAYERS.
set -u
. "$(dirname "$0")/lib.sh"
mkdir -p "$tree/tools"
cp "$root/tools/print-layers" "$tree/tools/"
print="$tree/tools/print-layers"

printf '# comment\nbase L0\ncodec L1 base\n' | put src/LAYERS
printf '# base/\n\nThe floor. Everybody stands on it.\n' | put src/base/README.md
printf 'before\n<!-- layers: tools/print-layers --write -->\nold\n<!-- /layers -->\nafter\n' | put ARCHITECTURE.md
fails 'a table that is not that of src/LAYERS' 'run: tools/print-layers --write' "$print" --check
passes 'it can be written' "$print" --write
passes 'and is right then' "$print" --check
if grep -qxF '| L0 | [base/](src/base/README.md) | - | The floor |' "$tree/ARCHITECTURE.md" &&
	grep -qxF '| L1 | [codec/](src/codec/README.md) | base |  |' "$tree/ARCHITECTURE.md" &&
	grep -qx before "$tree/ARCHITECTURE.md" && grep -qx after "$tree/ARCHITECTURE.md" && ! grep -qx old "$tree/ARCHITECTURE.md"; then
	ok 'rows from the table, purposes from the READMEs, the rest untouched'
else
	not_ok 'rows from the table, purposes from the READMEs, the rest untouched'
fi
echo 'wire L2 base codec' >>"$tree/src/LAYERS"
fails 'a new row is missed' 'its table is not that of src/LAYERS' "$print" --check
echo nothing | put ARCHITECTURE.md
fails 'a page without the place for it' 'has no line <!-- layers' "$print" --check
finish
