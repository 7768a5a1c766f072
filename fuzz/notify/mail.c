/* A mail of foreign texts: whatever they hold, it has the headers it should have and no others,
 * no line is too long, no bare CR or LF and nothing but ASCII is in it. */
#include "notify/mail.h"

#include "fuzz.h"

/* Each header of ours once, in order; folded lines begin with a space. */
static void check(struct span out)
{
	static const char *const names[] = {"Date: ", "From: ", "To: ", "Subject: ",
	    "Message-ID: ", "Auto-Submitted: ", "MIME-Version: ", "Content-Type: ",
	    "Content-Transfer-Encoding: ", "Content-Language: "};
	struct span line;
	size_t next = 0;

	for (size_t i = 0; i < out.n; i++) {
		HOLDS(out.p[i] <= '~');
		HOLDS(out.p[i] != '\n' || (i && out.p[i - 1] == '\r'));
		HOLDS(out.p[i] != '\r' || (i + 1 < out.n && out.p[i + 1] == '\n'));
	}
	while (span_line(&out, &line) && line.n) {
		HOLDS(line.n <= 998);
		if (line.p[0] == ' ')
			continue;
		HOLDS(next < ARRAY_LEN(names) && span_starts(line, names[next]));
		next++;
	}
	HOLDS(next == ARRAY_LEN(names));
	while (span_line(&out, &line))
		HOLDS(line.n <= 76 && (!line.n || line.p[0] != '.'));
}

static void compose(const struct mail *mail)
{
	STR_AUTO(out, MAIL_MAX);

	if (mail_compose(mail, &out) == 0)
		check(str_bytes(&out));
}

/* Name, subject, body, address and Message-ID, between bars. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct span rest = span_of(data, size), part;
	struct mail mail = {.from = "cert@varde.test",
	    .to = "ola@varde.test",
	    .lang = "en",
	    .message_id = "a@varde.test"};
	const char *text[5] = {"", "", "", "", ""};

	for (size_t i = 0; i < ARRAY_LEN(text) && span_split(&rest, '|', &part); i++)
		text[i] = arena_strndup(arena, part.p, part.n);
	mail.from_name = text[0];
	mail.subject = text[1];
	mail.body = text[2];
	compose(&mail);
	if (mail_address(text[3], arena, &mail.to) == 0)
		compose(&mail);
	mail.to = text[3];
	mail.message_id = text[4];
	compose(&mail);
	arena_free(arena);
	return 0;
}
