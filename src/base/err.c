#include "base/err.h"

#include "base/phrase.h"

static const char *const texts[] = {
    [-ERR_OK] = "no error",
    [-ERR_NOMEM] = "out of memory",
    [-ERR_SYNTAX] = "malformed",
    [-ERR_RANGE] = "out of range",
    [-ERR_TRUNCATED] = "truncated",
    [-ERR_LIMIT] = "over the limit",
    [-ERR_NOTFOUND] = "not found",
    [-ERR_EXISTS] = "exists already",
    [-ERR_IO] = "input/output error",
    [-ERR_TIMEOUT] = "timed out",
    [-ERR_REFUSED] = "connection refused",
    [-ERR_CLOSED] = "connection closed",
    [-ERR_DENIED] = "denied",
    [-ERR_CANCELLED] = "cancelled",
    [-ERR_BUSY] = "busy",
    [-ERR_VERSION] = "made by a newer version",
    [-ERR_PROTOCOL] = "unexpected protocol",
    [-ERR_UNSUPPORTED] = "not supported",
    [-ERR_BLOCKED] = "blocked by the peer",
    [-ERR_FULL] = "disk full",
    [-ERR_CORRUPT] = "corrupt",
};

const char *err_text(int err)
{
	if (err > 0 || (size_t)-err >= ARRAY_LEN(texts))
		return "unknown error";
	return texts[-err];
}

static void fill(char *to, size_t size, const char *fmt, va_list ap)
{
	if (vsnprintf(to, size, fmt, ap) < 0)
		to[0] = '\0';
}

void msg_what(struct msg *msg, const char *fmt, ...)
{
	va_list ap;

	if (!msg)
		return;
	va_start(ap, fmt);
	fill(msg->what, sizeof(msg->what), fmt, ap);
	va_end(ap);
}

void msg_vdetail(struct msg *msg, const char *fmt, va_list ap)
{
	va_list again;

	if (!msg)
		return;
	va_copy(again, ap);
	fill(msg->detail, sizeof(msg->detail), fmt, ap);
	msg->form =
	    phrase_values(msg->values, sizeof(msg->values), fmt, again) == 0 ? fmt : NULL;
	va_end(again);
}

void msg_detail(struct msg *msg, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	msg_vdetail(msg, fmt, ap);
	va_end(ap);
}

void msg_hint(struct msg *msg, const char *fmt, ...)
{
	va_list ap;

	if (!msg)
		return;
	va_start(ap, fmt);
	fill(msg->hint, sizeof(msg->hint), fmt, ap);
	va_end(ap);
}
