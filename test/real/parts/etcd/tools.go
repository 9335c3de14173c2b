//go:build tools

// Package etcd names what is built from this module, so that go mod tidy keeps it.
package etcd

import _ "go.etcd.io/etcd/server/v3"
