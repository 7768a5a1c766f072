/* An attestation object: what is accepted has an id and a key that can be stored. */
#include "auth/webauthn.h"
#include "auth/secret.h"

#include "codec/json_build.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct webauthn_site site = {
	    "varde.example", "Varde", "https://portal.varde.example"};
	static const char client[] = "{\"type\":\"webauthn.create\",\"challenge\":\"x\","
				     "\"origin\":\"https://portal.varde.example\"}";
	struct arena *arena = arena_new();
	struct json *answer = json_new_object(arena), *response = json_new_object(arena);
	struct webauthn_key key = {0};
	STR_AUTO(object, (size_t)1 << 20);
	STR_AUTO(text, 1 << 10);

	secret_to_url(span_of(data, size), &object);
	secret_to_url(span_str(client), &text);
	json_set_text(arena, response, "attestationObject", str_text(&object));
	json_set_text(arena, response, "clientDataJSON", str_text(&text));
	json_set_text(arena, answer, "id", "Ag5lUBuqJkfB_OMsz3SzRxMngyKWVSVePZQIdA9Lazk");
	json_set_value(arena, answer, "response", response);
	if (webauthn_register(&site, "x", answer, arena, &key, NULL) == 0)
		HOLDS(key.id[0] && strchr(key.key, '.') && key.count >= 0 && key.verified);
	arena_free(arena);
	return 0;
}
