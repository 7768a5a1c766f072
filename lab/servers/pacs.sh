# 127.20.0.6  pacs: Orthanc (REST 8042, DICOM 4242), DCMTK storescp (104, and 2762 over TLS),
# dcmqrscp that knows its callers (11112), and OpenSSH with Debian's own settings.
# Planted: Orthanc without a login, DICOMweb open, DICOM in clear, any AE title; OpenSSH's
# default still offers HMAC-SHA1. Orthanc's DICOM port calls itself DCMTK. No image is stored anywhere.
# shellcheck shell=bash disable=SC2034
packages='orthanc orthanc-dicomweb dcmtk openssh-server'
ADDR=127.20.0.6
names='
pacs.chu-sainte-anne.test A 127.20.0.6
'
STORE=/var/lib/lab-dicom

conf() {
	mkdir -p $STORE/orthanc $STORE/104 $STORE/2762 $STORE/11112
	good_cert pacs pacs.chu-sainte-anne.test $ADDR
	cat >/etc/orthanc-lab.json <<-END
		{
			"Name": "PACS Sainte-Anne", "DicomAet": "ORTHANC",
			"StorageDirectory": "$STORE/orthanc", "IndexDirectory": "$STORE/orthanc",
			"Plugins": ["/usr/share/orthanc/plugins"],
			"HttpPort": 8042, "DicomPort": 4242,
			"RemoteAccessAllowed": true, "AuthenticationEnabled": false,
			"DicomCheckCalledAet": false, "CheckRevisions": false,
			"HttpThreadsCount": 8, "ConcurrentJobs": 1,
			"DicomWeb": { "Enable": true, "Root": "/dicom-web/" }
		}
	END
	cat >/etc/dcmqrscp-lab.cfg <<-END
		NetworkType = "tcp"
		NetworkTCPPort = 11112
		MaxPDUSize = 16384
		MaxAssociations = 16
		HostTable BEGIN
		scanner = (IRM1, 127.20.0.6, 5678)
		HostTable END
		VendorTable BEGIN
		VendorTable END
		AETable BEGIN
		ARCHIVE $STORE/11112 RW (10, 1024mb) scanner
		AETable END
	END
	sshd_conf pacs $ADDR 'ed25519 rsa ecdsa' </dev/null
}

start() {
	mkdir -p /run
	cage orthanc $ADDR:8042=8042 $ADDR:4242=4242 -- Orthanc /etc/orthanc-lab.json
	cage storescp $ADDR:104=104 -- storescp --fork -od $STORE/104 104
	cage storescp-tls $ADDR:2762=2762 -- storescp --fork -od $STORE/2762 -ic \
		+tls $PKI/pacs.key $PKI/pacs.pem 2762
	cage dcmqrscp $ADDR:11112=11112 -- dcmqrscp -c /etc/dcmqrscp-lab.cfg
	sshd_start pacs
}

truth() {
	svc $ADDR 22 tcp ssh false OpenSSH openbsd openssh-server version
	svc $ADDR 8042 tcp http false Orthanc orthanc-server orthanc version
	svc $ADDR 4242 tcp dicom false Orthanc orthanc-server orthanc protocol
	svc $ADDR 104 tcp dicom false DCMTK offis dcmtk version
	svc $ADDR 2762 tcp dicom true DCMTK offis dcmtk version
	svc $ADDR 11112 tcp dicom false DCMTK offis dcmtk protocol
	weaks $ADDR 22 - ssh-weak-mac
	weaks $ADDR 8042 - orthanc-no-auth dicomweb-exposed http-redirect-missing \
		http-csp-missing http-clickjacking http-nosniff-missing
	weaks $ADDR 4242 - dicom-exposed dicom-cleartext dicom-any-aet
	weaks $ADDR 104 - dicom-exposed dicom-cleartext dicom-any-aet
	weaks $ADDR 2762 - dicom-exposed dicom-any-aet
	weaks $ADDR 11112 - dicom-exposed dicom-cleartext
}
