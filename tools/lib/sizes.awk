# The work of tools/check-sizes.
BEGIN {
	n = split(exempt, row, "\n")
	for (i = 1; i <= n; i++) {
		split(row[i], word, " ")
		is_exempt[word[1]] = 1
	}
}

FNR == 1 {
	end_file()
	c_reset()
	file = FILENAME
	body = head = 0
	files++
}

{
	lines = FNR
	code = c_code($0)
	if (body) {
		if (code ~ /^}/) {
			end_function(FNR - head + 1)
			body = 0
			head = 0
		}
		next
	}
	if (code ~ /^{/ && head) {
		body = 1
	} else if (code ~ /^[A-Za-z_].*[A-Za-z0-9_]\(/ && code !~ /;[ \t]*$/ && code !~ /=/) {
		head = FNR
		match(code, /[A-Za-z0-9_]+\(/)
		name = substr(code, RSTART, RLENGTH - 1)
	} else if (code ~ /;[ \t]*$/ || code ~ /^[ \t]*$/ || code ~ /^}/) {
		head = 0
	}
}

function end_function(n) {
	functions++
	if (n > longest)
		longest = n
	if (n > 100)
		c_fail(file ":" head, "function " name " has " n " lines, over 100", "split it at its phases; a function aims at 60")
	else if (n > 60)
		warn(file ":" head, "function " name " has " n " lines; aim at 60")
}

function end_file() {
	if (file == "" || file in is_exempt)
		return
	if (file ~ /\.c$/ && lines > 800)
		c_fail(file ":1", lines " lines, over 800", "split the file by subject; a file aims at 500")
	else if (file ~ /\.c$/ && lines > 500)
		warn(file ":1", lines " lines; aim at 500")
	else if (file ~ /\.h$/ && lines > 250)
		warn(file ":1", lines " lines; a header aims at 200")
}

function warn(where, what) {
	printf "warning: %s: %s\n", where, what
	warnings++
}

END {
	end_file()
	if (c_bad) {
		printf "check-sizes: %d over the limit\n", c_bad
		exit 1
	}
	printf "check-sizes: %d functions in %d files, longest %d lines, %d warnings\n", functions, files, longest, warnings
}
