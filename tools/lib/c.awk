# Shared by the checks: reads C line by line and gives the code without comments and literals.
# c_code(line): comments become one space, string and character literals "" and ''. Keeps c_comment (inside a comment) between
# lines; c_reset() at the start of a file. c_saw_comment is 1 when the line held any part of a comment.
function c_reset() {
	c_comment = 0
	c_continued = 0
}

function c_code(line,    out, at, tok) {
	out = ""
	c_saw_comment = c_comment
	while (line != "") {
		if (c_comment) {
			at = index(line, "*/")
			if (!at)
				return out
			line = substr(line, at + 2)
			c_comment = 0
			out = out " "
			continue
		}
		if (!match(line, /\/\*|\/\/|"|'/))
			return out line
		out = out substr(line, 1, RSTART - 1)
		line = substr(line, RSTART)
		tok = substr(line, 1, 1)
		if (tok == "/") {
			c_saw_comment = 1
			if (substr(line, 2, 1) == "/")
				return out
			c_comment = 1
			line = substr(line, 3)
		} else if (tok == "\"" && match(line, /^"([^"\\]|\\.)*"/)) {
			out = out "\"\""
			line = substr(line, RLENGTH + 1)
		} else if (tok == "'" && match(line, /^'([^'\\]|\\.)*'/)) {
			out = out "''"
			line = substr(line, RLENGTH + 1)
		} else {
			return out
		}
	}
	return out
}

# One line of a check's result: where, what is wrong, what to do. Counts into c_bad.
function c_fail(where, what, todo) {
	printf "%s: %s\n    %s\n", where, what, todo
	c_bad++
}
