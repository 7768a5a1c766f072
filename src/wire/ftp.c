#include "wire/ftp.h"

#include "base/macros.h"
#include "wire/line.h"

bool ftp_is_named(struct span text)
{
	return (span_ifind(text, "ftp") >= 0 || span_ifind(text, "filezilla") >= 0) &&
	       span_ifind(text, "smtp") < 0;
}

bool ftp_greets(struct span greeting)
{
	static const char *const mail[] = {"smtp", "mail", "postfix", "exim"};

	if (!span_starts(greeting, "220 ") && !span_starts(greeting, "220-") &&
	    !span_starts(greeting, "220\r") && !span_starts(greeting, "220\n"))
		return false;
	if (ftp_is_named(greeting))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(mail); i++)
		if (span_ifind(greeting, mail[i]) >= 0)
			return false;
	return true;
}

bool ftp_feature(struct span *rest, struct span *ret_feature)
{
	struct span text, left, next;

	while (reply_text(rest, &text)) {
		left = *rest;
		if (text.n == 0 || !line_take(&left, &next))
			continue;
		*ret_feature = text;
		return true;
	}
	return false;
}

bool ftp_is_auth_tls(struct span feature)
{
	struct span rest = feature, word;

	return line_word(&rest, &word) && span_ieq(word, "AUTH") &&
	       span_ifind(rest, "TLS") >= 0;
}
