# 127.20.0.5  ftp: vsftpd without TLS, and telnet (inetd + telnetd). No account has a password.
# shellcheck shell=bash disable=SC2034
packages='vsftpd openbsd-inetd inetutils-telnetd'
ADDR=127.20.0.5
names='
ftp.chu-sainte-anne.test A 127.20.0.5
'

conf() {
	cat >/etc/vsftpd-files.conf <<-END
		listen=YES
		listen_address=$ADDR
		background=NO
		anonymous_enable=NO
		local_enable=YES
		secure_chroot_dir=/run/vsftpd/empty
		seccomp_sandbox=NO
	END
	echo "$ADDR:telnet stream tcp nowait root /usr/sbin/telnetd telnetd" >/etc/inetd-lab.conf
}

start() {
	mkdir -p /run/vsftpd/empty
	run vsftpd-files vsftpd /etc/vsftpd-files.conf
	# By itself inetd closes a service that is asked 256 times a minute.
	run inetd inetd -i -R 100000 /etc/inetd-lab.conf
}

truth() {
	svc $ADDR 21 tcp ftp false vsftpd vsftpd_project vsftpd version
	svc $ADDR 23 tcp telnet false 'GNU inetutils telnetd' gnu inetutils-telnetd protocol
	weaks $ADDR 21 - ftp-cleartext
	weaks $ADDR 23 - telnet-exposed
}
