package backup

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	fast "github.com/klauspost/compress/gzip"
)

// A file of a backup is two gzip members. The first holds the lines. The second is empty and
// carries in its comment the SHA-256 of the bytes of the first, so that one changed bit is
// found wherever it is, in places too that gzip does not look at. Every gzip reads it.

// seal returns the second member for the hash of the first.
func seal(sum []byte) ([]byte, error) {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Comment = "takar sha256:" + hex.EncodeToString(sum)
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("backup: seal: %w", err)
	}
	return out.Bytes(), nil
}

// frameWriter compresses what is written to it.
type frameWriter struct {
	*fast.Writer

	out   io.Writer
	sum   hash.Hash
	bytes int64 // written to out
}

func newFrameWriter(out io.Writer) (*frameWriter, error) {
	f := &frameWriter{out: out, sum: sha256.New()}
	var err error
	if f.Writer, err = fast.NewWriterLevel(writerFunc(f.through), fast.BestSpeed); err != nil {
		return nil, fmt.Errorf("backup: compress: %w", err)
	}
	return f, nil
}

type writerFunc func(p []byte) (int, error)

func (w writerFunc) Write(p []byte) (int, error) { return w(p) }

func (f *frameWriter) through(p []byte) (int, error) {
	n, err := f.out.Write(p)
	f.sum.Write(p[:n])
	f.bytes += int64(n)
	return n, err
}

// Close ends the file.
func (f *frameWriter) Close() error {
	if err := f.Writer.Close(); err != nil {
		return err
	}
	end, err := seal(f.sum.Sum(nil))
	if err != nil {
		return err
	}
	_, err = f.through(end)
	return err
}

// frameReader reads the lines of a file. It says that they end only when the seal is right.
type frameReader struct {
	source *hashedReader
	lines  *fast.Reader
	ended  error // what every further read says
}

func newFrameReader(in io.Reader) (*frameReader, error) {
	source := &hashedReader{in: in, buffer: make([]byte, 64<<10), sum: sha256.New()}
	lines, err := fast.NewReader(source)
	if err != nil {
		return nil, source.judge(err)
	}
	lines.Multistream(false)
	return &frameReader{source: source, lines: lines}, nil
}

// Read reads lines.
func (f *frameReader) Read(p []byte) (n int, err error) {
	if f.ended != nil {
		return 0, f.ended
	}
	n, err = f.lines.Read(p)
	if errors.Is(err, io.EOF) {
		if err = f.checkSeal(); err == nil {
			err = io.EOF
		}
	} else {
		err = f.source.judge(err)
	}
	f.ended = err
	return n, err
}

func (f *frameReader) checkSeal() error {
	want, err := seal(f.source.hashed())
	if err != nil {
		return err
	}
	found := make([]byte, len(want))
	if _, err := io.ReadFull(f.source, found); err != nil {
		return f.source.judge(err)
	}
	if !bytes.Equal(found, want) {
		return damaged("jumlah periksanya tidak cocok")
	}
	if _, err := f.source.ReadByte(); !errors.Is(err, io.EOF) {
		if f.source.failed != nil {
			return f.source.failed
		}
		return damaged("ada isi lain di belakangnya")
	}
	return nil
}

// hashedReader hashes what was taken from it, to the byte: a decompressor takes single bytes
// from it, and never one too many.
type hashedReader struct {
	in               io.Reader
	buffer           []byte
	start, next, end int // hashed up to start, taken up to next
	sum              hash.Hash
	taken            int64
	failed           error // of in, other than its end
}

func (h *hashedReader) fill() error {
	if h.next < h.end {
		return nil
	}
	h.sum.Write(h.buffer[h.start:h.next])
	h.start, h.next, h.end = 0, 0, 0
	n, err := io.ReadAtLeast(h.in, h.buffer, 1)
	h.end = n
	h.taken += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		h.failed = err
	}
	if n > 0 {
		return nil
	}
	return err
}

// Read takes what is at hand.
func (h *hashedReader) Read(p []byte) (int, error) {
	if err := h.fill(); err != nil {
		return 0, err
	}
	n := copy(p, h.buffer[h.next:h.end])
	h.next += n
	return n, nil
}

// ReadByte takes one byte.
func (h *hashedReader) ReadByte() (byte, error) {
	if err := h.fill(); err != nil {
		return 0, err
	}
	b := h.buffer[h.next]
	h.next++
	return b, nil
}

// hashed returns the hash of what was taken so far.
func (h *hashedReader) hashed() []byte {
	h.sum.Write(h.buffer[h.start:h.next])
	h.start = h.next
	return h.sum.Sum(nil)
}

// judge tells damage from a file that cannot be read.
func (h *hashedReader) judge(err error) error {
	switch {
	case err == nil || h.failed != nil:
		return h.failed
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return damaged("berkasnya terpotong")
	}
	return damaged("isinya tidak dapat dibuka")
}

// Damaged refuses a file that is not what was once written.
type Damaged struct{ Why string }

// Error says what is wrong.
func (d *Damaged) Error() string { return "cadangan rusak: " + d.Why }

func damaged(format string, args ...any) error { return &Damaged{Why: fmt.Sprintf(format, args...)} }
