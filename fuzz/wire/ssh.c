#include "wire/ssh.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span all = span_of(data, size), payload, again, name;
	STR_AUTO(body, 1 << 20);
	STR_AUTO(packet, 1 << 20);
	struct ssh_ident ident;
	struct ssh_kexinit k, same;

	if (ssh_ident_parse(all, &ident) == 0)
		HOLDS(ident.size <= size && fuzz_inside(ident.line, all) &&
		      fuzz_inside(ident.comments, ident.line));
	if (ssh_packet_parse(all, &payload) < 0 || ssh_kexinit_parse(payload, &k) < 0)
		return 0;
	ssh_kexinit_build(&body, &k);
	ssh_packet_build(&packet, str_bytes(&body));
	HOLDS(ssh_packet_parse(str_bytes(&packet), &again) == 0 &&
	      fuzz_same(again, str_bytes(&body)));
	HOLDS(ssh_kexinit_parse(again, &same) == 0 && same.follows == k.follows);
	for (size_t i = 0; i < SSH_LISTS; i++) {
		HOLDS(fuzz_same(k.lists[i], same.lists[i]));
		while (ssh_name(&same.lists[i], &name))
			HOLDS(name.n);
	}
	return 0;
}
