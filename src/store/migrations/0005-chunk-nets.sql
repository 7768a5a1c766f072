-- Where a chunk is: no two of them are at one network at a time (desk/queue_net.c).
ALTER TABLE chunk ADD COLUMN "nets" @text NOT NULL DEFAULT '[]';
