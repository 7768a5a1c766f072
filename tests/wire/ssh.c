#include "wire/ssh.h"

#include "test.h"

TEST(ssh_ident_of_openssh)
{
	struct ssh_ident i;

	assert_int_equal(
	    ssh_ident_parse(span_str("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u7\r\n\0\0"), &i), 0);
	assert_true(span_eq(i.line, "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u7"));
	assert_true(span_eq(i.protocol, "2.0"));
	assert_true(span_eq(i.software, "OpenSSH_9.2p1"));
	assert_true(span_eq(i.comments, "Debian-2+deb12u7"));
	assert_int_equal(i.size, i.line.n + 2);
}

TEST(ssh_ident_after_other_lines)
{
	static const char text[] = "Authorised use only\r\n\r\nSSH-1.99-Cisco-1.25\nrest";
	struct ssh_ident i;

	assert_int_equal(ssh_ident_parse(span_str(text), &i), 0);
	assert_true(span_eq(i.protocol, "1.99"));
	assert_true(span_eq(i.software, "Cisco-1.25"));
	assert_int_equal(i.comments.n, 0);
	assert_int_equal(i.size, strlen(text) - 4);
}

TEST(ssh_ident_truncated_at_every_length)
{
	static const char text[] = "hello\r\nSSH-2.0-dropbear_2022.83\r\n";
	struct ssh_ident i;

	for (size_t n = 0; n < strlen(text); n++)
		assert_int_equal(ssh_ident_parse(span_of(text, n), &i), ERR_TRUNCATED);
	assert_int_equal(ssh_ident_parse(span_str(text), &i), 0);
}

TEST(ssh_ident_refuses_garbage)
{
	static const char *const no[] = {"SSH-\r\n", "SSH-2.0\r\n", "SSH-2.0-\r\n",
	    "SSH-2.0- x\r\n", "SSH--x\r\n", "SSH-2.0-\x1b[2J\r\n"};
	char *endless = test_malloc(SSH_IDENT_BEFORE + 1);
	struct ssh_ident i;

	for (size_t n = 0; n < ARRAY_LEN(no); n++)
		assert_int_equal(ssh_ident_parse(span_str(no[n]), &i), ERR_SYNTAX);
	memset(endless, '\n', SSH_IDENT_BEFORE + 1);
	assert_int_equal(
	    ssh_ident_parse(span_of(endless, SSH_IDENT_BEFORE), &i), ERR_TRUNCATED);
	assert_int_equal(
	    ssh_ident_parse(span_of(endless, SSH_IDENT_BEFORE + 1), &i), ERR_SYNTAX);
	memset(endless, 'a', SSH_IDENT_BEFORE);
	for (size_t n = 0; n < 4; n++)
		endless[n] = "SSH-"[n];
	assert_int_equal(
	    ssh_ident_parse(span_of(endless, SSH_IDENT_MAX + 1), &i), ERR_TRUNCATED);
	assert_int_equal(ssh_ident_parse(span_of(endless, SSH_IDENT_MAX + 2), &i), ERR_SYNTAX);
	test_free(endless);
}

static const struct ssh_kexinit sample = {
    .cookie = {(const uint8_t *)"0123456789abcdef", 16},
    .lists = {{(const uint8_t *)"curve25519-sha256,ext-info-s", 28},
	{(const uint8_t *)"ssh-ed25519", 11}, {(const uint8_t *)"aes256-ctr", 10},
	{(const uint8_t *)"aes128-ctr", 10}, {(const uint8_t *)"hmac-sha2-256", 13},
	{(const uint8_t *)"hmac-sha2-512", 13}, {(const uint8_t *)"none", 4},
	{(const uint8_t *)"none", 4}},
    .follows = true,
};

TEST(ssh_packet_and_kexinit_round_trip)
{
	STR_AUTO(payload, 1024);
	STR_AUTO(packet, 1024);
	struct ssh_kexinit k;
	struct span got;
	size_t size = 0;

	ssh_kexinit_build(&payload, &sample);
	ssh_packet_build(&packet, str_bytes(&payload));
	assert_int_equal(packet.n % 8, 0);
	for (size_t n = 0; n < packet.n; n++)
		assert_int_equal(ssh_packet_size(span_of(packet.p, n), &size), ERR_TRUNCATED);
	assert_int_equal(ssh_packet_size(str_bytes(&packet), &size), 0);
	assert_int_equal(size, packet.n);
	assert_int_equal(ssh_packet_parse(str_bytes(&packet), &got), 0);
	assert_int_equal(got.n, payload.n);
	assert_memory_equal(got.p, payload.p, got.n);
	for (size_t n = 0; n < got.n; n++)
		assert_true(ssh_kexinit_parse(span_sub(got, 0, n), &k) < 0);
	assert_int_equal(ssh_kexinit_parse(got, &k), 0);
	assert_memory_equal(k.cookie.p, sample.cookie.p, 16);
	assert_true(span_eq(k.lists[SSH_KEX], "curve25519-sha256,ext-info-s"));
	assert_true(span_eq(k.lists[SSH_CIPHER_SC], "aes128-ctr"));
	assert_true(span_eq(k.lists[SSH_MAC_SC], "hmac-sha2-512"));
	assert_int_equal(k.lists[SSH_LANGUAGE_SC].n, 0);
	assert_true(k.follows);
}

TEST(ssh_packet_refuses_impossible_lengths)
{
	static const uint8_t zero[16] = {0}, huge[16] = {0xff, 0xff, 0xff, 0xff, 4},
			     padding[16] = {0, 0, 0, 12, 200}, little[16] = {0, 0, 0, 12, 3},
			     nothing[16] = {0, 0, 0, 12, 11};
	struct span payload;

	assert_int_equal(ssh_packet_parse(span_of(zero, 16), &payload), ERR_SYNTAX);
	assert_int_equal(ssh_packet_parse(span_of(huge, 16), &payload), ERR_SYNTAX);
	assert_int_equal(ssh_packet_parse(span_of(padding, 16), &payload), ERR_SYNTAX);
	assert_int_equal(ssh_packet_parse(span_of(little, 16), &payload), ERR_SYNTAX);
	assert_int_equal(ssh_packet_parse(span_of(nothing, 16), &payload), ERR_SYNTAX);
}

TEST(ssh_names_and_markers)
{
	struct span rest = span_str(",a,,b@openssh.com,"), name;

	assert_true(ssh_name(&rest, &name));
	assert_true(span_eq(name, "a"));
	assert_false(ssh_is_marker(name));
	assert_true(ssh_name(&rest, &name));
	assert_true(span_eq(name, "b@openssh.com"));
	assert_false(ssh_name(&rest, &name));
	assert_true(ssh_is_marker(span_str("ext-info-s")));
	assert_true(ssh_is_marker(span_str("kex-strict-s-v00@openssh.com")));
}
