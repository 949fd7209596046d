using WorldModel.Schema;

namespace WorldModel.Models.Tests;

public sealed class HistoryEnergyTests
{
    [Fact]
    public void A_consumer_is_as_plausible_in_a_month_never_seen_as_in_any_other()
    {
        var model = SmallWorld.Model;
        var calendar = Enumerable.Range(0, model.Encoder.Units)
            .Where(unit => model.Encoder.UnitSpecs[unit].Group == UnitGroup.Calendar).ToArray();
        Assert.NotEmpty(calendar);
        var known = SmallWorld.Test.VisibleRow(5).ToArray();
        var moved = known.ToArray();
        foreach (var unit in calendar)
            moved[unit] = 1 - known[unit];
        Assert.Equal(model.Familiarity(known), model.Familiarity(moved));
    }
}
