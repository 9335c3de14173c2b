// Command kustomize-reads builds the folder "apps" of each folder that it is given, as kustomize does, and prints for each a line of
// JSON: the files that were opened, as paths of the folder without links, and the error that the build ended with. As
// "kustomize-reads build FOLDER" it prints what kustomize makes of the folder, as "kustomize build" does.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

type recordingFileSystem struct {
	filesys.FileSystem
	opened map[string]bool
}

// ReadFile is how kustomize opens every file.
func (recording *recordingFileSystem) ReadFile(path string) ([]byte, error) {
	content, err := recording.FileSystem.ReadFile(path)
	if err == nil {
		if real, linkErr := filepath.EvalSymlinks(path); linkErr == nil {
			recording.opened[real] = true
		}
	}
	return content, err
}

type result struct {
	Opened []string `json:"opened"`
	Error  string   `json:"error"`
}

func build(folder string) (result, error) {
	root, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return result{}, err
	}
	recording := &recordingFileSystem{filesys.MakeFsOnDisk(), map[string]bool{}}
	built := result{Opened: []string{}}
	if _, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(recording, filepath.Join(root, "apps")); err != nil {
		built.Error = err.Error()
	}
	for path := range recording.opened {
		relative, err := filepath.Rel(root, path)
		if err != nil {
			return result{}, err
		}
		built.Opened = append(built.Opened, relative)
	}
	sort.Strings(built.Opened)
	return built, nil
}

func printBuilt(folder string) error {
	made, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), folder)
	if err != nil {
		return err
	}
	text, err := made.AsYaml()
	if err == nil {
		_, err = os.Stdout.Write(text)
	}
	return err
}

func main() {
	if len(os.Args) == 3 && os.Args[1] == "build" {
		if err := printBuilt(os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, "Error:", err)
			os.Exit(1)
		}
		return
	}
	lines := json.NewEncoder(os.Stdout)
	for _, folder := range os.Args[1:] {
		built, err := build(folder)
		if err == nil {
			err = lines.Encode(built)
		}
		if err != nil {
			panic(err)
		}
	}
}
