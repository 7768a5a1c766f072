# Sourced: where the real data for tests lies (never part of the tree).
# shellcheck shell=bash

# data_folder: prints the folder, or fails when there is none. VARDE_DATA names another one.
data_folder() {
	local folder
	for folder in "${VARDE_DATA:-}" ../shared/data ../../shared/data; do
		[[ -n $folder && -r $folder/vectors/vercmp.tsv ]] || continue
		(cd "$folder" && pwd)
		return
	done
	return 1
}
