#include "fake_probe.h"
#include "scan/probes.h"
#include "test.h"
#include "wire/ssh.h"

#define IDENT "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u7"

/* The packet with which the server offers algorithms, in the order of enum ssh_list. */
static void offer(struct str *to)
{
	static const char *const names[SSH_LISTS] = {
	    "sntrup761x25519-sha512@openssh.com,curve25519-sha256,kex-strict-s,ext-info-s",
	    "rsa-sha2-512,ssh-ed25519", "client-cipher",
	    "chacha20-poly1305@openssh.com,aes256-ctr", "client-mac",
	    "umac-64-etm@openssh.com,hmac-sha1", "none", "none,zlib@openssh.com", "", ""};
	struct ssh_kexinit k = {.cookie = span_str("0123456789abcdef")};
	STR_AUTO(payload, 4096);

	for (size_t i = 0; i < SSH_LISTS; i++)
		k.lists[i] = span_str(names[i]);
	ssh_kexinit_build(&payload, &k);
	ssh_packet_build(to, str_bytes(&payload));
}

TEST(probe_ssh_states_what_the_server_offers)
{
	STR_AUTO(packet, 4096);
	struct fake_step steps[] = {
	    FAKE_SAYS(IDENT "\r\n"), FAKE_ASK("SSH-2.0-Varde_0.1\r\n", "")};
	struct fake f;

	offer(&packet);
	steps[1].answer = packet.p;
	steps[1].answer_n = packet.n;
	fake_start(&f, steps, ARRAY_LEN(steps));
	f.product = "openssh";
	f.version = "9.2p1";
	assert_int_equal(fake_run(&f, &probe_ssh), 0);
	assert_string_equal(fake_service(&f)->protocol, "ssh");
	assert_string_equal(fake_service(&f)->banner, IDENT);
	assert_string_equal(fake_service(&f)->version, "9.2p1");
	assert_string_equal(f.field, "ssh.banner");
	assert_string_equal(f.text, IDENT);
	assert_string_equal(fake_fact(&f, "ssh.protocol"), "2.0");
	assert_string_equal(
	    fake_fact(&f, "ssh.kex"), "sntrup761x25519-sha512@openssh.com, curve25519-sha256");
	assert_string_equal(fake_fact(&f, "ssh.hostkey"), "rsa-sha2-512, ssh-ed25519");
	assert_string_equal(
	    fake_fact(&f, "ssh.cipher"), "chacha20-poly1305@openssh.com, aes256-ctr");
	assert_string_equal(fake_fact(&f, "ssh.mac"), "umac-64-etm@openssh.com, hmac-sha1");
	assert_string_equal(str_text(&f.sent), "SSH-2.0-Varde_0.1\r\n");
	fake_vanish(&f, &probe_ssh);
	fake_end(&f);
}

TEST(probe_ssh_bounds_what_a_server_may_offer)
{
	struct fake_step steps[] = {FAKE_SAYS("SSH-2.0-x\n"), FAKE_ASK("SSH-2.0-", "")};
	struct ssh_kexinit k = {.cookie = span_str("0123456789abcdef")};
	STR_AUTO(many, 40000);
	STR_AUTO(payload, 40000);
	STR_AUTO(packet, 40000);
	struct fake f;

	for (int i = 0; i < 5000; i++)
		str_addf(&many, "%04d,", i);
	k.lists[SSH_KEX] = str_bytes(&many);
	ssh_kexinit_build(&payload, &k);
	ssh_packet_build(&packet, str_bytes(&payload));
	steps[1].answer = packet.p;
	steps[1].answer_n = packet.n;
	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_ssh), 0);
	assert_int_equal(strlen(fake_fact(&f, "ssh.kex")), 512 * 6 - 2);
	fake_end(&f);
}

TEST(probe_ssh_version_1_is_not_asked_for_algorithms)
{
	static const struct fake_step steps[] = {FAKE_SAYS("SSH-1.5-OpenSSH_1.2.3\n")};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_ssh), 0);
	assert_string_equal(fake_fact(&f, "ssh.protocol"), "1.5");
	assert_null(fake_fact(&f, "ssh.kex"));
	assert_int_equal(f.sent.n, 0);
	fake_end(&f);
}

TEST(probe_ssh_recognised_although_the_server_hangs_up)
{
	static const struct fake_step steps[] = {
	    FAKE_SAYS_CLOSE("Keep out\r\nSSH-2.0-\xe9tat\r\n")};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_ssh), 0);
	assert_string_equal(fake_service(&f)->banner, "SSH-2.0-état");
	assert_null(fake_fact(&f, "ssh.kex"));
	fake_end(&f);
}

TEST(probe_ssh_is_not_for_others)
{
	static const struct fake_step steps[] = {FAKE_SAYS("SSH-\r\n")};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_ssh), ERR_PROTOCOL);
	assert_null(fake_service(&f));
	assert_true(probe_ssh.greets(span_str("SSH-2.0-dropbear\r\n")));
	assert_false(probe_ssh.greets(span_str("220 ready\r\n")));
	assert_false(probe_ssh.greets(span_of(NULL, 0)));
	fake_end(&f);
}
