# The work of tools/check-headers on text: include guards, and a comment above every public declaration.
# covered: a comment ended above, without a blank line since. depth: braces open. stmt: the declaration being read.
FNR == 1 {
	end_file()
	c_reset()
	depth = covered = guard_seen = 0
	stmt = ""
	name = FILENAME
	guard = "VARDE_" toupper(substr(FILENAME, 5))
	gsub(/[^A-Z0-9]/, "_", guard)
	file = FILENAME
}

{
	code = c_code($0)
	if (c_saw_comment)
		covered = 1
	if (continued || code ~ /^[ \t]*#/) {
		if (code ~ /^[ \t]*#[ \t]*ifndef/ && $2 == guard)
			guard_seen = 1
		continued = code ~ /\\[ \t]*$/
		next
	}
	if (code ~ /^[ \t]*$/) {
		if (!c_saw_comment && depth == 0 && stmt == "")
			covered = 0
		next
	}
	take(code)
}

# Eats the line's code up to each brace or semicolon on the outermost level.
function take(code,    at, c) {
	while (match(code, /[{};]/)) {
		at = RSTART
		c = substr(code, at, 1)
		if (depth == 0) {
			begin()
			stmt = stmt substr(code, 1, at - 1)
		}
		code = substr(code, at + 1)
		if (c == "{") {
			if (depth == 0 && stmt ~ /extern[ \t]*""[ \t]*$/)
				stmt = ""
			else if (depth++ == 0 && stmt ~ /\)[^=]*$/ && stmt !~ /^[ \t]*(struct|enum|union|typedef)[^(]*$/) {
				declared(stmt)
				is_body = 1
			}
		} else if (c == "}") {
			if (depth > 0 && --depth == 0 && is_body) {
				is_body = 0
				stmt = ""
				covered = 0
			}
		} else if (depth == 0) {
			if (stmt !~ /^[ \t]*(typedef|_Static_assert|static_assert)/ && (stmt ~ /\(/ || stmt ~ /^[ \t]*extern/) && !has_type)
				declared(stmt)
			stmt = ""
			has_type = 0
		}
		if (depth > 0 && !is_body)
			has_type = 1
	}
	if (depth == 0 && code !~ /^[ \t]*$/) {
		begin()
		stmt = stmt code " "
	}
}

function begin() {
	if (stmt == "") {
		stmt_line = FNR
		stmt_covered = covered
	}
}

function declared(text) {
	count++
	if (stmt_covered || covered)
		return
	gsub(/[ \t]+/, " ", text)
	sub(/^ /, "", text)
	c_fail(file ":" stmt_line, "no comment above: " substr(text, 1, 70),
	    "say what it does, units, who owns what is passed and given, and which errors it returns")
}

function end_file() {
	if (file != "" && !guard_seen)
		c_fail(file ":1", "include guard missing", "begin with #ifndef " guard)
}

END {
	end_file()
	exit c_bad > 0
}
