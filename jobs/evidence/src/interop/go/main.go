// Reads a store of evidence with Go's own signed notes and transparency logs, and signs notes with them.
//
//	interop check DIR VKEY   every leaf, tile and proof of the log in DIR, under its checkpoint
//	interop sign SKEY        signs the text on standard input
package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func main() {
	var err error
	switch {
	case len(os.Args) == 4 && os.Args[1] == "check":
		err = check(os.Args[2], os.Args[3])
	case len(os.Args) == 3 && os.Args[1] == "sign":
		err = sign(os.Args[2])
	default:
		err = errors.New("usage: interop check DIR VKEY | interop sign SKEY")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func sign(skey string) error {
	signer, err := note.NewSigner(skey)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	signed, err := note.Sign(&note.Note{Text: string(text)}, signer)
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(signed)
	return err
}

// path is where a tile is in a store; Go's own paths have the height in them too.
func path(tile tlog.Tile) string {
	elements := strings.SplitN(tile.Path(), "/", 3)
	return strings.Join([]string{elements[0], elements[2]}, "/")
}

type tiles struct{ dir string }

func (t tiles) Height() int { return height }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range wanted {
		bytes, err := os.ReadFile(filepath.Join(t.dir, path(tile)))
		if err != nil {
			return nil, err
		}
		data = append(data, bytes)
	}
	return data, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func open(dir, vkey string) (string, tlog.Tree, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return "", tlog.Tree{}, err
	}
	bytes, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return "", tlog.Tree{}, err
	}
	opened, err := note.Open(bytes, note.VerifierList(verifier))
	if err != nil {
		return "", tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 {
		return "", tlog.Tree{}, errors.New("no checkpoint: " + opened.Text)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return "", tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return lines[0], tlog.Tree{N: size, Hash: root}, err
}

// leaves reads the bundles of a log of a size (c2sp.org/tlog-tiles).
func leaves(dir string, size int64) ([][]byte, error) {
	var all [][]byte
	for n := int64(0); n*256 < size; n++ {
		width := size - n*256
		if width > 256 {
			width = 256
		}
		tile := tlog.Tile{H: height, L: 0, N: n, W: int(width)}
		name := strings.Replace(path(tile), "tile/0/", "tile/entries/", 1)
		bundle, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		count := 0
		for ; len(bundle) >= 2; count++ {
			length := 2 + int(binary.BigEndian.Uint16(bundle))
			if length > len(bundle) {
				break
			}
			all = append(all, bundle[2:length])
			bundle = bundle[length:]
		}
		if len(bundle) != 0 || int64(count) != width {
			return nil, errors.New("no bundle of " + strconv.FormatInt(width, 10) + " leaves: " + name)
		}
	}
	return all, nil
}

func check(dir, vkey string) error {
	origin, tree, err := open(dir, vkey)
	if err != nil {
		return err
	}
	all, err := leaves(dir, tree.N)
	if err != nil {
		return err
	}
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var hashes []tlog.Hash
		for _, index := range indexes {
			hashes = append(hashes, stored[index])
		}
		return hashes, nil
	})
	for i, leaf := range all {
		hashes, err := tlog.StoredHashes(int64(i), leaf, reader)
		if err != nil {
			return err
		}
		stored = append(stored, hashes...)
	}
	root, err := tlog.TreeHash(tree.N, reader)
	if err != nil {
		return err
	}
	if root != tree.Hash {
		return errors.New("the leaves are not those of the checkpoint")
	}
	count, err := checkTiles(dir, tree.N, reader)
	if err != nil {
		return err
	}
	if err := checkProofs(dir, tree, all, reader); err != nil {
		return err
	}
	fmt.Printf("%s: %d leaves, %d tiles\n", origin, len(all), count)
	return nil
}

// checkTiles compares every file below tile/ that holds hashes with what it must hold.
func checkTiles(dir string, size int64, reader tlog.HashReader) (int, error) {
	count := 0
	for level, hashes := 0, size; hashes > 0; level, hashes = level+1, hashes>>height {
		for n := int64(0); n*256 < hashes; n++ {
			tile := tlog.Tile{H: height, L: level, N: n, W: 256}
			if hashes-n*256 < 256 {
				tile.W = int(hashes - n*256)
			}
			if _, err := os.Stat(filepath.Join(dir, path(tile))); err != nil {
				return 0, err
			}
		}
	}
	root := filepath.Join(dir, "tile")
	err := filepath.Walk(root, func(file string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		name, err := filepath.Rel(root, file)
		if err != nil || strings.HasPrefix(name, "entries/") {
			return err
		}
		tile, err := tlog.ParseTilePath("tile/8/" + name)
		if err != nil {
			return err
		}
		expected, err := tlog.ReadTileData(tile, reader)
		if err != nil {
			return err
		}
		found, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if !bytes.Equal(found, expected) {
			return errors.New("other hashes than those of the leaves: " + name)
		}
		count++
		return nil
	})
	return count, err
}

// checkProofs proves leaves and smaller trees with nothing but tiles, of large logs some.
func checkProofs(dir string, tree tlog.Tree, all [][]byte, reader tlog.HashReader) error {
	hashes := tlog.TileHashReader(tree, tiles{dir})
	step := tree.N/300 + 1
	for i := tree.N - 1; i >= 0; i -= step {
		proof, err := tlog.ProveRecord(tree.N, i, hashes)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, i, tlog.RecordHash(all[i])); err != nil {
			return err
		}
		smaller, err := tlog.TreeHash(i+1, reader)
		if err != nil {
			return err
		}
		growth, err := tlog.ProveTree(tree.N, i+1, hashes)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(growth, tree.N, tree.Hash, i+1, smaller); err != nil {
			return err
		}
	}
	return nil
}
