// Command published-definitions names the versions of the modules whose CustomResourceDefinitions lie beside it.
package main

import (
	"fmt"
	"os"
	"runtime/debug"

	_ "github.com/cert-manager/cert-manager/pkg/apis/certmanager"
	_ "sigs.k8s.io/gateway-api/pkg/consts"
)

func main() {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		fmt.Fprintln(os.Stderr, "built without information on its modules")
		os.Exit(1)
	}
	for _, module := range info.Deps {
		fmt.Println(module.Path, module.Version)
	}
}
