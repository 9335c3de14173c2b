// Command source-ignore reads sources as lines of JSON, and prints for each, as a line of JSON, the files that Flux leaves out of it.
package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/fluxcd/pkg/sourceignore"
	"github.com/fluxcd/pkg/sourceignore/gitignore"
)

type source struct {
	// Ignore is the field of a GitRepository.
	Ignore string `json:"ignore"`
	// IgnoreFiles are their texts by folder; "" is the root.
	IgnoreFiles map[string]string `json:"ignoreFiles"`
	Files       []string          `json:"files"`
}

func steps(path string) []string {
	if path == "" {
		return nil
	}
	return strings.Split(path, "/")
}

// leftOut puts the patterns in the order in which source-controller does.
func leftOut(of source) ([]string, error) {
	root, err := os.MkdirTemp("", "source-ignore-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(root)
	for folder, text := range of.IgnoreFiles {
		at := filepath.Join(root, filepath.FromSlash(folder))
		if err := os.MkdirAll(at, 0o700); err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(at, sourceignore.IgnoreFile), []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	patterns, err := sourceignore.LoadIgnorePatterns(root, nil)
	if err != nil {
		return nil, err
	}
	patterns = append(patterns, sourceignore.ReadPatterns(strings.NewReader(of.Ignore), nil)...)
	var matcher gitignore.Matcher
	if len(patterns) == 0 {
		matcher = sourceignore.NewDefaultMatcher(patterns, nil)
	} else {
		matcher = sourceignore.NewMatcher(append(sourceignore.VCSPatterns(nil), patterns...))
	}
	out := []string{}
	for _, file := range of.Files {
		if matcher.Match(steps(file), false) {
			out = append(out, file)
		}
	}
	return out, nil
}

func main() {
	lines, answers := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		var next source
		err := lines.Decode(&next)
		if errors.Is(err, io.EOF) {
			return
		}
		var out []string
		if err == nil {
			out, err = leftOut(next)
		}
		if err == nil {
			err = answers.Encode(out)
		}
		if err != nil {
			panic(err)
		}
	}
}
