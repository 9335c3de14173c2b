// Command flux-builds reads sources as lines of JSON and prints for each a line of JSON: the objects that Flux's kustomize-controller
// would apply from it, or the error that the build ends with. It does what the controller's build does with the same modules: it
// generates a kustomization, builds it, replaces variables strictly and decodes the result.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/fluxcd/pkg/kustomize"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/yaml"
)

type source struct {
	// Content by path from the root of the repository.
	Files map[string]string `json:"files"`
	// The spec of a Kustomization. Its postBuild.substitute gives the variables.
	Spec map[string]any `json:"spec"`
}

type result struct {
	Objects []json.RawMessage `json:"objects"`
	Error   string            `json:"error,omitempty"`
}

func written(root string, files map[string]string) error {
	for path, content := range files {
		file := filepath.Join(root, path)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			return err
		}
	}
	return nil
}

func build(root string, spec map[string]any) ([]byte, error) {
	kustomization := unstructured.Unstructured{Object: map[string]any{"spec": spec}}
	path, _, _ := unstructured.NestedString(kustomization.Object, "spec", "path")
	folder := filepath.Join(root, path)
	if _, err := kustomize.NewGenerator(root, kustomization).WriteFile(folder); err != nil {
		return nil, err
	}
	made, err := kustomize.SecureBuild(root, folder, false)
	if err != nil {
		return nil, err
	}
	for _, each := range made.Resources() {
		if each.GetName() == "" || each.GetKind() == "" || each.GetApiVersion() == "" {
			return nil, errors.New("failed to decode Kubernetes apiVersion, kind and name")
		}
		if spec["postBuild"] == nil {
			continue
		}
		replaced, err := kustomize.SubstituteVariables(context.Background(), nil, kustomization, each,
			kustomize.SubstituteWithDryRun(true), kustomize.SubstituteWithStrict(true))
		if err != nil {
			return nil, fmt.Errorf("post build failed: %w", err)
		}
		if replaced != nil {
			if _, err := made.Replace(each); err != nil {
				return nil, err
			}
		}
	}
	return made.AsYaml()
}

func objectsIn(manifests []byte) ([]json.RawMessage, error) {
	objects := []json.RawMessage{}
	decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(manifests), 2048)
	for {
		object := &unstructured.Unstructured{}
		if err := decoder.Decode(object); err == io.EOF {
			return objects, nil
		} else if err != nil {
			return objects, err
		}
		// A kustomization is configuration of kustomize's, and no object.
		if object.GetKind() == "Kustomization" && strings.HasPrefix(object.GetAPIVersion(), "kustomize.config.k8s.io/") {
			continue
		}
		encoded, err := json.Marshal(object.Object)
		if err != nil {
			return objects, err
		}
		objects = append(objects, encoded)
	}
}

func resultOf(each source) (result, error) {
	folder, err := os.MkdirTemp("", "flux-builds-")
	if err != nil {
		return result{}, err
	}
	defer os.RemoveAll(folder)
	root, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return result{}, err
	}
	if err := written(root, each.Files); err != nil {
		return result{}, err
	}
	made, err := build(root, each.Spec)
	if err == nil {
		var objects []json.RawMessage
		if objects, err = objectsIn(made); err == nil {
			return result{Objects: objects}, nil
		}
	}
	return result{Objects: []json.RawMessage{}, Error: strings.ReplaceAll(err.Error(), root, "")}, nil
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<26)
	results := json.NewEncoder(os.Stdout)
	results.SetEscapeHTML(false)
	for lines.Scan() {
		var each source
		err := json.Unmarshal(lines.Bytes(), &each)
		var answer result
		if err == nil {
			answer, err = resultOf(each)
		}
		if err == nil {
			err = results.Encode(answer)
		}
		if err != nil {
			panic(err)
		}
	}
	if err := lines.Err(); err != nil {
		panic(err)
	}
}
