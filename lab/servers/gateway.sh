# 127.20.0.1  gw, mx.clinique: a resolver that serves anybody (Unbound) and a clean FTP
# server (TLS required). The clinic's mail listener on this address belongs to mail.sh.
# Planted: recursion open. Unbound may ask only the lab's own DNS server, nothing outside.
# shellcheck shell=bash disable=SC2034
packages='unbound vsftpd'
ADDR=127.20.0.1
names='
gw.chu-sainte-anne.test A 127.20.0.1
mx.clinique-sainte-anne.test A 127.20.0.1
'

conf() {
	cat >/etc/unbound/lab.conf <<-END
		server:
		  interface: $ADDR
		  outgoing-interface: 127.0.0.1
		  access-control: 127.0.0.0/8 allow
		  do-ip6: no
		  do-not-query-localhost: no
		  module-config: "iterator"
		  hide-version: yes
		  hide-identity: yes
		  local-zone: "test." nodefault
		  local-zone: "127.in-addr.arpa." nodefault
		  num-threads: 1
		  use-syslog: no
		  username: ""
		  chroot: ""
		  directory: "/etc/unbound"
		  pidfile: ""
		remote-control:
		  control-enable: no
		$(for z in . chu-sainte-anne.test clinique-sainte-anne.test rdv-saas.test 0.20.127.in-addr.arpa; do
			printf 'stub-zone:\n  name: "%s"\n  stub-addr: 127.20.0.2\n' $z
		done)
	END
	good_rsa gateway gw.chu-sainte-anne.test mx.clinique-sainte-anne.test $ADDR
	cat >/etc/vsftpd-gateway.conf <<-END
		listen=YES
		listen_address=$ADDR
		background=NO
		anonymous_enable=NO
		local_enable=YES
		ssl_enable=YES
		force_local_logins_ssl=YES
		force_local_data_ssl=YES
		ssl_tlsv1=NO
		ssl_ciphers=$PFS
		rsa_cert_file=$PKI/gateway.pem
		rsa_private_key_file=$PKI/gateway.key
		secure_chroot_dir=/run/vsftpd/empty
		seccomp_sandbox=NO
	END
}

start() {
	mkdir -p /run/vsftpd/empty
	run unbound unbound -d -c /etc/unbound/lab.conf
	run vsftpd-gateway vsftpd /etc/vsftpd-gateway.conf
}

truth() {
	local t
	for t in udp tcp; do svc $ADDR 53 $t dns false Unbound nlnetlabs unbound protocol; done
	svc $ADDR 21 tcp ftp false vsftpd vsftpd_project vsftpd version
	weak dns-recursion-open $ADDR 53 - 'Unbound answers recursive queries of anybody'
}
