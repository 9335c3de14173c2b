// Command kubernetes-json says how Kubernetes' encoder writes the fields that a type has and an object leaves empty: it leaves them out,
// writes null, or writes the type's zero value. It is the generator of data/kubernetes/1.34-json.generated.json.
package main

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"sort"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/client-go/kubernetes/scheme"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

// fields of one type, by what the encoder makes of them when they are empty.
type fields struct {
	Omitted []string `json:"omitted,omitempty"`
	Null    []string `json:"null,omitempty"`
	Zero    []string `json:"zero,omitempty"`
}

// They have encoders of their own.
var opaque = []string{"Time", "MicroTime", "Quantity", "IntOrString", "RawExtension", "FieldsV1", "JSON"}

var found = map[string]*fields{}
var seen = map[reflect.Type]bool{}

func nameOf(t reflect.Type) string {
	path := strings.ReplaceAll(strings.ReplaceAll(t.PkgPath(), "k8s.io/", "io.k8s."), "/", ".")
	return strings.Replace(path+"."+t.Name(), "io.k8s.", "~", 1)
}

func walk(t reflect.Type) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		walk(t.Elem())
		return
	case reflect.Struct:
	default:
		return
	}
	if seen[t] || slices.Contains(opaque, t.Name()) {
		return
	}
	seen[t] = true
	of := &fields{}
	of.add(t)
	if len(of.Omitted)+len(of.Null)+len(of.Zero) == 0 {
		return
	}
	sort.Strings(of.Omitted)
	sort.Strings(of.Null)
	sort.Strings(of.Zero)
	found[nameOf(t)] = of
}

func (of *fields) add(t reflect.Type) {
	for i := range t.NumField() {
		field := t.Field(i)
		name, rest, _ := strings.Cut(field.Tag.Get("json"), ",")
		options := strings.Split(rest, ",")
		if name == "-" || field.PkgPath != "" {
			continue
		}
		if slices.Contains(options, "inline") || (field.Anonymous && name == "") {
			inner := field.Type
			if inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
			if inner.Kind() == reflect.Struct && inner.Name() != "TypeMeta" {
				of.add(inner)
			}
			continue
		}
		walk(field.Type)
		omitted := slices.Contains(options, "omitempty")
		isTime := field.Type.Name() == "Time" || field.Type.Name() == "MicroTime"
		switch field.Type.Kind() {
		case reflect.Bool, reflect.String, reflect.Int32, reflect.Int64, reflect.Int, reflect.Float64, reflect.Uint8:
			if omitted {
				of.Omitted = append(of.Omitted, name)
			} else {
				of.Zero = append(of.Zero, name)
			}
		case reflect.Slice, reflect.Map:
			if !omitted {
				of.Null = append(of.Null, name)
			}
		case reflect.Struct:
			if isTime && !slices.Contains(options, "omitzero") {
				of.Null = append(of.Null, name)
			}
		}
	}
}

func main() {
	if err := apiextensions.AddToScheme(scheme.Scheme); err != nil {
		panic(err)
	}
	if err := apiregistration.AddToScheme(scheme.Scheme); err != nil {
		panic(err)
	}
	for kind, t := range scheme.Scheme.AllKnownTypes() {
		unstable := strings.Contains(kind.Version, "alpha") || strings.Contains(kind.Version, "beta")
		if unstable || kind.Version == "__internal" || kind.Group == "extensions" {
			continue
		}
		walk(t)
	}
	if err := json.NewEncoder(os.Stdout).Encode(found); err != nil {
		panic(err)
	}
}
