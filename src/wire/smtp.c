#include "wire/smtp.h"

#include "wire/ftp.h"
#include "wire/line.h"

bool smtp_greets(struct span greeting)
{
	if (!span_starts(greeting, "220") && !span_starts(greeting, "421") &&
	    !span_starts(greeting, "554"))
		return false;
	return greeting.n > 3 && (greeting.p[3] == ' ' || greeting.p[3] == '-') &&
	       !ftp_is_named(greeting);
}

bool smtp_skip_domain(struct span *rest, struct span *ret_domain)
{
	struct span text;

	if (!reply_text(rest, &text))
		return false;
	if (!line_word(&text, ret_domain))
		*ret_domain = span_of(NULL, 0);
	return true;
}

static bool ends_keyword(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '=';
}

bool smtp_extension(struct span *rest, struct span *ret_keyword, struct span *ret_params)
{
	struct span text;
	size_t n = 0;

	do {
		if (!reply_text(rest, &text))
			return false;
	} while (text.n == 0 || ends_keyword(text.p[0]));
	while (n < text.n && !ends_keyword(text.p[n]))
		n++;
	*ret_keyword = span_sub(text, 0, n);
	*ret_params = span_trim(span_sub(text, n + 1, text.n));
	return true;
}
