# The work of tools/check-layers. Reads src/LAYERS as its input, then every file named in the file `list`.
{
	sub(/#.*/, "")
	if (NF == 0)
		next
	if ($2 !~ /^L[0-9]$/) {
		c_fail("src/LAYERS:" NR, "no layer after the folder's name", "write: folder L<n> folders it may include")
		next
	}
	if ($1 in level)
		c_fail("src/LAYERS:" NR, $1 " stands here twice", "keep one row a folder")
	level[$1] = substr($2, 2) + 0
	row[$1] = NR
	order[++folders] = $1
	for (i = 3; i <= NF; i++) {
		may[$1, $i] = 1
		uses[$1] = uses[$1] " " $i
	}
}

function check_table(    i, j, n, folder, dep) {
	for (i = 1; i <= folders; i++) {
		folder = order[i]
		n = split(uses[folder], dep, " ")
		for (j = 1; j <= n; j++) {
			if (!(dep[j] in level))
				c_fail("src/LAYERS:" row[folder], folder " names the unknown folder " dep[j], "give " dep[j] " a row or take it out")
			else if (level[dep[j]] > level[folder])
				c_fail("src/LAYERS:" row[folder], folder " (L" level[folder] ") names " dep[j] " (L" level[dep[j]] "), which is above it",
				    "move the shared code down, or give the upper folder a callback")
		}
		walk(folder, folder)
	}
}

# Depth first over the table; a folder met again while it is still open is a cycle.
function walk(folder, path,    n, j, dep) {
	if (state[folder] == 2)
		return
	if (state[folder] == 1) {
		c_fail("src/LAYERS:" row[folder], "the rows form a cycle: " path, "decide who may know whom and take one name out")
		return
	}
	state[folder] = 1
	n = split(uses[folder], dep, " ")
	for (j = 1; j <= n; j++)
		if (dep[j] in level)
			walk(dep[j], path " -> " dep[j])
	state[folder] = 2
}

function setup(    n, i, line, f) {
	n = split(libraries, line, "\n")
	for (i = 1; i <= n; i++)
		if (split(line[i], f, " ") >= 3) {
			lib_prefix[++libs] = f[1]
			lib_folders[libs] = "," f[2] ","
			lib_name[libs] = f[3]
		}
	n = split(system_headers, f, " ")
	for (i = 1; i <= n; i++)
		is_system[f[i] ".h"] = 1
	n = split(pure, f, " ")
	for (i = 1; i <= n; i++)
		is_pure[f[i]] = 1
	n = split(impure, f, " ")
	for (i = 1; i <= n; i++)
		is_impure[f[i]] = 1
}

function check_system(where, folder, header,    i) {
	if (folder in is_pure && header in is_impure)
		c_fail(where, "<" header "> in the pure folder " folder,
		    "a pure function takes bytes and gives values: do the input and output in os/, net/ or cmd/")
	for (i = 1; i <= libs; i++)
		if (index(header, lib_prefix[i]) == 1) {
			if (!index(lib_folders[i], "," folder ",") || (lib_name[i] == "libcurl" && folder == "codec" && where !~ /\/url\.c:/))
				c_fail(where, "<" header "> (" lib_name[i] ") in " folder,
				    "only " substr(lib_folders[i], 2, length(lib_folders[i]) - 2) " may use it: call that folder's functions")
			return
		}
	if (!(header in is_system) && header !~ /^(sys|net|netinet|arpa|linux|asm|sanitizer|bits)\//)
		c_fail(where, "<" header "> is no known library", "give it a row in tools/check-layers, with the folders that may use it")
}

# Whether the folder's meson.build makes that header: it is named there as an output, and stands in no folder of the tree.
function is_made(folder, header,    build, line, found) {
	build = "src/" folder "/meson.build"
	while ((getline line < build) > 0)
		if (index(line, "\047" header "\047"))
			found = 1
	close(build)
	return found
}

function check_own(where, file, folder, header,    target) {
	if (header !~ /\// && is_made(folder, header))
		return
	if (header !~ /^[a-z0-9-]+\/[a-z0-9_\/-]+\.(h|inc)$/) {
		c_fail(where, "include \"" header "\" does not name its folder", "write \"folder/file.h\", from src/")
		return
	}
	target = header
	sub(/\/.*/, "", target)
	edge[file] = edge[file] " src/" header
	edge_at[file, "src/" header] = where
	if (target == folder)
		return
	if (!(target in level))
		c_fail(where, "includes the unknown folder " target, "give it a row in src/LAYERS")
	else if (level[target] > level[folder])
		c_fail(where, folder " (L" level[folder] ") includes " target " (L" level[target] "), which is above it",
		    "move what is shared down, or let the upper folder pass a callback")
	else if (!((folder, target) in may))
		c_fail(where, folder " includes " target ", which its row in src/LAYERS does not list",
		    "take another way, or list it there and say why in the commit")
}

function check_file(file,    folder, nr, line, code, header, cond) {
	folder = file
	sub(/^src\//, "", folder)
	if (!sub(/\/.*/, "", folder)) {
		c_fail(file ":1", "a source file directly in src/", "move it into a folder of src/LAYERS")
		return
	}
	if (!(folder in level) && !(folder in told)) {
		c_fail(file ":1", "the folder " folder " has no row in src/LAYERS", "give it one: " folder " L<n> folders it may include")
		told[folder] = 1
	}
	c_reset()
	nr = 0
	while ((getline line < file) > 0) {
		nr++
		code = c_code(line)
		if (code ~ /^[ \t]*#[ \t]*include/) {
			header = line
			sub(/^[^<"]*[<"]/, "", header)
			sub(/[>"].*/, "", header)
			if (line ~ /include[ \t]*</)
				check_system(file ":" nr, folder, header)
			else
				check_own(file ":" nr, file, folder, header)
		} else if (folder != "base" && code ~ /(^|[^A-Za-z0-9_.>])(malloc|calloc|realloc|reallocarray|free|strdup|strndup|asprintf|vasprintf|aligned_alloc|posix_memalign)[ \t]*\(/) {
			c_fail(file ":" nr, "takes or frees memory itself", "only base/ does: use an arena (base/arena.h) or a str (base/str.h)")
		} else if (folder in is_pure && code ~ /(^|[^A-Za-z0-9_.>])(time|clock_gettime|gettimeofday|getenv|getrandom|printf|fprintf|fopen|open|socket|time_now|log_write)[ \t]*\(/) {
			c_fail(file ":" nr, "a clock, file, network or log call in the pure folder " folder,
			    "let the caller pass the value in, or hand the result out")
		}
	}
	close(file)
}

# Headers that include each other in a circle, inside a folder too.
function walk_file(file, path,    n, j, dep, cycle) {
	if (seen[file] == 2)
		return
	if (seen[file] == 1) {
		cycle = substr(path, index(path, file))
		c_fail(file ":1", "headers include each other: " cycle, "forward-declare the struct in one of them")
		return
	}
	seen[file] = 1
	n = split(edge[file], dep, " ")
	for (j = 1; j <= n; j++)
		walk_file(dep[j], path " -> " dep[j])
	seen[file] = 2
}

END {
	setup()
	check_table()
	while ((getline name < list) > 0) {
		files[++count] = name
		check_file(name)
	}
	for (i = 1; i <= count; i++)
		walk_file(files[i], files[i])
	if (count == 0)
		c_fail("src", "no source file found", "run this in Varde's tree")
	if (c_bad) {
		printf "check-layers: %d violation%s in %d files\n", c_bad, c_bad == 1 ? "" : "s", count
		exit 1
	}
	printf "check-layers: %d files in %d folders keep src/LAYERS\n", count, folders
}
