package rab

import (
	"fmt"
	"slices"
	"strings"
)

// notData are fields of a header that the schedule tells, that follow from others, or that are
// no part of what a saved state says.
var notData = []string{"tanggal_mulai", "tanggal_selesai", "week_start_day", "week_end_day", "durasi_hari", "tahun_project", "index_project", "is_active"}

func (c *comparer) data() []ComparedSetting {
	list := settingsThatDiffer(c.before.Header(), c.after.Header(), "")
	list = slices.DeleteFunc(list, func(s ComparedSetting) bool { return slices.Contains(notData, s.Field) })
	list = append(list, settingsThatDiffer(c.before.Documents(), c.after.Documents(), "")...)
	if before, after := c.before.Logo(), c.after.Logo(); before.picture() != after.picture() {
		told := ComparedSetting{Field: "logo", Label: "logo", Before: before.size(), After: after.size()}
		if told.Before == told.After {
			told.After += ", gambar lain"
		}
		list = append(list, told)
	}
	return list
}

// picture is the file, "" for none.
func (l *DocumentLogo) picture() string {
	if l == nil {
		return ""
	}
	return l.Data
}

// size tells of a picture what fits into a line, such as "PNG 300 × 200".
func (l *DocumentLogo) size() string {
	if l == nil {
		return ""
	}
	return fmt.Sprintf("%s %d × %d", strings.ToUpper(strings.TrimPrefix(l.Type, "image/")), l.Width, l.Height)
}
