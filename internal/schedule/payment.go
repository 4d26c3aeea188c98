package schedule

import (
	"takar/internal/decimal"
	"takar/internal/rab"
)

// Payment is what a contractor is to be paid for the work of one period, in rupiah before
// PPN with 2 decimal places (schedule §22.4).
type Payment struct {
	Gross     decimal.Decimal // value of the work
	Repayment decimal.Decimal // of uang muka, in proportion to the work
	Retention decimal.Decimal // kept back until the end
	Net       decimal.Decimal // gross less both
}

// PaymentPlan is what a contractor is to be paid by the plan. Together with uang muka and the
// retention that is given back the payments are the value of the work, exactly.
type PaymentPlan struct {
	Value         decimal.Decimal // of the whole contract before PPN
	Advance       decimal.Decimal // uang muka, paid at the start
	Periods       []Payment
	RetentionBack decimal.Decimal // after the last period
}

// PaymentsOf divides the value of a contract, before PPN, by the cumulative percent of work
// at the end of each period. Running sums are rounded, so that parts add up.
func PaymentsOf(value, advancePercent, retentionPercent decimal.Decimal, cumulative []decimal.Decimal) PaymentPlan {
	const places = 2
	plan := PaymentPlan{Value: value, Advance: value.Percent(advancePercent).Round(places)}
	var gross, repaid, retained decimal.Decimal
	for _, done := range cumulative {
		grossNow := value.Percent(done).Round(places)
		repaidNow := plan.Advance.Percent(done).Round(places)
		retainedNow := grossNow.Percent(retentionPercent).Round(places)
		p := Payment{Gross: grossNow.Sub(gross), Repayment: repaidNow.Sub(repaid), Retention: retainedNow.Sub(retained)}
		p.Net = p.Gross.Sub(p.Repayment).Sub(p.Retention)
		plan.Periods = append(plan.Periods, p)
		gross, repaid, retained = grossNow, repaidNow, retainedNow
	}
	plan.RetentionBack = retained
	return plan
}

// Payments are those of the contract of the project by its months; ok is false while the
// contract says no value, or its value is hidden.
func (a *Analysis) Payments() (plan PaymentPlan, ok bool) {
	contract := a.Project.Contract()
	value, ok := contractValue(a.Project)
	if !ok {
		return PaymentPlan{}, false
	}
	return PaymentsOf(value, contract.UangMukaPercent.OrZero(), contract.RetensiPercent.OrZero(), a.monthFooter(a.months()).PlannedCumulative), true
}

// contractValue is the value of the contract before PPN, with 2 decimal places: what the
// contract says includes it.
func contractValue(p *rab.Project) (decimal.Decimal, bool) {
	value := p.Contract().NilaiKontrak
	if !value.Valid {
		return decimal.Zero, false
	}
	before, err := value.Decimal.Mul(decimal.Hundred).Quo(decimal.Hundred.Add(p.Pricing().EffectivePPN()))
	return before.Round(2), err == nil
}

// Penalty is what lateness costs: a thousandth of the contract before PPN for each calendar
// day (schedule §24.8). Amounts have 2 decimal places.
type Penalty struct {
	Days   int // that the work is forecast to end after tanggal selesai
	PerDay decimal.Decimal
	Total  decimal.Decimal
}

// PenaltyOf returns the penalty of some days on the value of a contract before PPN.
func PenaltyOf(value decimal.Decimal, days int) Penalty {
	perDay := value.Mul(decimal.New(1, 3)).Round(2)
	return Penalty{Days: days, PerDay: perDay, Total: perDay.Mul(decimal.FromInt(int64(days)))}
}

// Penalty tells what it costs to end as late as the forecast says; ok is false while the
// contract says no value, or it is hidden.
func (a *Analysis) Penalty() (p Penalty, ok bool) {
	value, ok := contractValue(a.Project)
	if !ok {
		return Penalty{}, false
	}
	days := 0
	if a.Finish != "" {
		days = max(0, int(DayOf(a.Finish)-a.Timeline.To))
	}
	return PenaltyOf(value, days), true
}
