using WorldModel.Schema.Training;

namespace WorldModel.Simulation.Tests;

public sealed class PurchaseTrainingRowsTests(PublishedTrainingSet published) : IClassFixture<PublishedTrainingSet>
{
    private readonly PurchasePanel _panel = published.Panel;
    private readonly TrainingSet _set = published.Set;
    private readonly List<string> _names = published.Names;

    [Theory]
    [InlineData(0, 304, 129_568)]
    [InlineData(305, 334, 12_694)]
    [InlineData(335, 364, 12_432)]
    public void Rows_without_a_purchase_in_the_lag_window_are_as_many_as_published(int from, int to, int eligible)
    {
        int[] lags = [.. Enumerable.Range(1, 4).Select(lag => _names.IndexOf($"purchase_lag{lag}"))];
        TrainingSet part = _set.Between(_panel.DateOf(from), _panel.DateOf(to));

        int count = Enumerable.Range(0, part.Rows)
            .Count(row => Array.TrueForAll(lags, u => part.VisibleRow(row)[u] == 0));

        Assert.Equal((to - from + 1) * 1024, part.Rows);
        Assert.Equal(eligible, count);
    }

    [Fact]
    public void Units_equal_those_computed_straight_from_the_panel()
    {
        for (int consumer = 0; consumer < 1024; consumer += 41)
        {
            for (int day = 0; day < 365; day += day < 40 ? 1 : 13)
            {
                ReadOnlySpan<float> visible = _set.VisibleRow(_panel.Row(consumer, day));
                for (int u = 0; u < 72; u++)
                {
                    bool expected = NaiveUnits.Of(_panel, _names[u], consumer, day);
                    Assert.True(expected == (visible[u] == 1), $"{_names[u]} of consumer {consumer}, day {day}");
                }
            }
        }
    }

    [Fact]
    public void Every_row_belongs_to_one_store_age_income_month_and_day_of_the_week()
    {
        foreach (string prefix in (string[])["store_", "age_", "income_", "month_", "dow_"])
        {
            int[] units =
                [.. Enumerable.Range(0, 72).Where(u => _names[u].StartsWith(prefix, StringComparison.Ordinal))];
            for (int row = 0; row < _set.Rows; row += 7)
            {
                float sum = 0;
                foreach (int u in units)
                    sum += _set.VisibleRow(row)[u];
                Assert.Equal(1, sum);
            }
        }
    }

    [Fact]
    public void Actions_price_and_outcomes_are_those_of_the_day()
    {
        Assert.Equal(_panel.Rows, _set.Rows);
        for (int row = 0; row < _set.Rows; row += 11)
        {
            (int consumer, int day) = (row / 365, row % 365);
            PurchaseActions a = _panel.ActionsAt(consumer, day);
            bool loyal = _panel.Consumers.Loyalty[consumer] == 1;

            float[] actions = [One(a.Sale1), One(a.Sale2), One(a.Campaign), One(a.Coupon), One(a.Push)];
            Assert.Equal(actions, _set.ActionRow(row).ToArray());
            Assert.Equal((PurchaseUtility.Price(a, loyal) - 100) / 100, _set.DerivedRow(row)[0], 6);
            Assert.Equal([_panel.Visit[row], _panel.Purchase[row]], _set.OutcomeRow(row).ToArray());
            Assert.Equal(consumer, _set.Consumer[row]);
            Assert.Equal(_panel.DateOf(day).DayNumber, _set.Day[row]);
        }
    }

    private static float One(bool on) => on ? 1 : 0;
}
