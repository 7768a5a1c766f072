#include "desk/account_tell.h"

#include "codec/json.h"
#include "desk/outbox.h"

static const struct {
	const char *action, *text;
} told[] = {
    {"contact_key.add", TR("a key for encrypted mails was added")},
    {"contact_key.remove", TR("a key for encrypted mails was removed")},
    {"contact_key.stop", TR("mails are not encrypted any more")},
    {"contact_key.use", TR("mails are encrypted to another key")},
    {"passkey.add", TR("a passkey was added")},
    {"passkey.remove", TR("a passkey was removed")},
    {"person.oidc", TR("a login of another provider was linked")},
    {"person.password", TR("the password was changed")},
    {"person.recovery", TR("new recovery codes were made")},
    {"person.recovery_used", TR("a recovery code was used")},
    {"person.totp", TR("an authenticator was set up")},
    {"person.totp_removed", TR("the authenticator was removed")},
    {"token.create", TR("an API token was made")},
};

const char *account_tell_text(const char *action)
{
	for (size_t i = 0; i < ARRAY_LEN(told); i++)
		if (strcmp(told[i].action, action) == 0)
			return told[i].text;
	return NULL;
}

int account_tell(struct db *db, const char *person, const char *action, int64_t now)
{
	struct arena *arena;
	const char *text = account_tell_text(action);
	struct outgoing message = {.template = "account_changed", .person = person};
	STR_AUTO(values, 256);
	struct json_writer w;
	int r;

	if (!text)
		return 0;
	arena = arena_new();
	json_write_init(&w, &values, 0);
	json_write_object(&w);
	json_member_text(&w, "what", text);
	json_write_object_end(&w);
	message.values = str_text(&values);
	message.unique_key =
	    arena_printf(arena, "account_changed:%s:%s:%lld", person, action, (long long)now);
	r = outbox_put(db, &message, now, arena);
	arena_free(arena);
	return r;
}
