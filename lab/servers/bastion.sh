# 127.20.0.8  bastion: OpenSSH with the algorithms of long ago, SNMP with community public, and
# Mosquitto: anonymous and in clear on 1883, TLS and password on 8883 (nothing to find there).
# shellcheck shell=bash disable=SC2034
packages='openssh-server snmpd snmp mosquitto mosquitto-clients'
ADDR=127.20.0.8
names='
bastion.chu-sainte-anne.test A 127.20.0.8
'

conf() {
	good_cert bastion bastion.chu-sainte-anne.test $ADDR
	sshd_conf bastion $ADDR 'ed25519 rsa1024 dsa' <<-END
		KexAlgorithms +diffie-hellman-group1-sha1,diffie-hellman-group14-sha1,diffie-hellman-group-exchange-sha1
		Ciphers +3des-cbc,aes128-cbc,aes256-cbc
		MACs +hmac-md5,hmac-sha1-96
		HostKeyAlgorithms +ssh-rsa,ssh-dss
		RequiredRSASize 1024
	END
	cat >/etc/snmp/lab.conf <<-END
		agentAddress udp:$ADDR:161
		rocommunity public
		sysLocation Salle serveurs 2
		sysContact reseau@chu-sainte-anne.test
	END
	cat >/etc/mosquitto/lab.conf <<-END
		per_listener_settings true
		listener 1883 $ADDR
		allow_anonymous true
		listener 8883 $ADDR
		allow_anonymous false
		password_file /etc/mosquitto/lab-users
		certfile $PKI/bastion.pem
		keyfile $PKI/bastion.key
		tls_version tlsv1.2
		ciphers $PFS
	END
	: >/etc/mosquitto/lab-users
}

start() {
	sshd_start bastion
	run snmpd snmpd -f -Lo -C -c /etc/snmp/lab.conf -I -smux -p /run/snmpd-lab.pid
	run mosquitto mosquitto -c /etc/mosquitto/lab.conf
}

truth() {
	svc $ADDR 22 tcp ssh false OpenSSH openbsd openssh-server version
	svc $ADDR 161 udp snmp false Net-SNMP net-snmp snmpd product
	svc $ADDR 1883 tcp mqtt false Mosquitto eclipse mosquitto product
	svc $ADDR 8883 tcp mqtt true Mosquitto eclipse mosquitto protocol
	weaks $ADDR 22 - ssh-weak-kex ssh-weak-cipher ssh-weak-mac ssh-weak-hostkey
	weaks $ADDR 161 - snmp-public
	weaks $ADDR 1883 - mqtt-anonymous mqtt-cleartext
}
