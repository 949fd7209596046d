using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Consumers;
using WorldModel.Grains.Tests.Fixtures;

namespace WorldModel.Grains.Tests;

public class CampaignColumnsTests
{
    [Fact]
    public void A_value_is_what_was_put_whether_32_bits_hold_it_or_not()
    {
        var terms = CampaignTerms.Of(Worlds.Make().Schema, Worlds.Spec(budget: 1));
        var columns = new CampaignColumns(terms, 0);
        long[] extremes =
        [
            0, 1, -1, CampaignColumns.Excluded, CampaignColumns.Barred, CampaignColumns.Barred + 1, long.MaxValue,
            int.MinValue - 2L, int.MinValue - 1L, int.MinValue, int.MinValue + 1L, int.MinValue + 2L,
            int.MinValue + 3L, int.MaxValue - 1L, int.MaxValue, int.MaxValue + 1L,
        ];
        var values = new long[columns.Options];
        for (var row = 0; row < extremes.Length; row++)
        {
            Array.Fill(values, extremes[^(row + 1)]);
            values[0] = extremes[row];
            columns.SetValues(row, extremes[^(row + 1)], values);
        }

        for (var row = 0; row < extremes.Length; row++)
        {
            Array.Fill(values, extremes[^(row + 1)]);
            values[0] = extremes[row];
            Assert.Equal(values, columns.Values(row).ToArray());
            Assert.Equal(extremes[^(row + 1)], columns.Untreated(row));
        }

        columns.Forget(3);
        Assert.Equal(0, columns.Untreated(3));
        Assert.All(columns.Values(3).ToArray(), value => Assert.Equal(0, value));
    }
}
