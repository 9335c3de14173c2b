//go:build tools

// Package controllermanager names what is built from this module, so that go mod tidy keeps it.
package controllermanager

import _ "k8s.io/kubernetes/cmd/kube-controller-manager"
