using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Consumers;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Tests.Fixtures;
using WorldModel.Numerics;

namespace WorldModel.Grains.Tests;

public sealed class ContactBookTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Counts_are_those_of_a_plain_list(ulong seed)
    {
        var schema = Worlds.Make().Schema;
        CampaignColumns[] campaigns =
        [
            .. Enumerable.Range(0, 3).Select(number => new CampaignColumns(
                CampaignTerms.Of(schema, Worlds.Spec($"c{number}")), number)),
        ];
        CapTerms[] caps = CapTerms.Of(
        [
            new FrequencyCap([], 1, 3, CapScope.All), new FrequencyCap(["push"], 2, 7, CapScope.Campaign),
            new FrequencyCap(["both", "coupon"], 3, 31, CapScope.All),
        ],
        campaigns[0].Terms.Treatments);
        var random = new RandomStream(seed, 0);
        var book = new ContactBook();
        var all = new List<(int Row, ContactBook.Contact Contact)>();
        for (var day = 100; day < 200; day++)
        {
            for (var i = 0; i < 5; i++)
            {
                var contact = new ContactBook.Contact(day, random.NextInt(3), (short)random.NextInt(3), false);
                var row = random.NextInt(6);
                book.Add(row, contact);
                all.Add((row, contact));
            }

            if (random.Bernoulli(.3))
            {
                var gone = all[^(1 + random.NextInt(5))];
                Assert.True(book.Remove(gone.Row, gone.Contact));
                all.Remove(gone);
            }

            if (random.Bernoulli(.05))
            {
                book.Forget(day % 6);
                all.RemoveAll(pair => pair.Row == day % 6);
            }

            for (var row = 0; row < 6; row++)
            {
                foreach (var cap in caps)
                {
                    var expected = all.Count(pair => pair.Row == row && Math.Abs(pair.Contact.Day - day) < cap.Days
                        && (cap.OfAll || pair.Contact.Campaign == 1)
                        && cap.Counts(campaigns[0].Terms.Treatments[pair.Contact.Option].Name));
                    Assert.Equal(expected, book.Count(row, cap, day, 1, campaigns));
                }
            }
        }

        Assert.All(Enumerable.Range(0, 6), row => Assert.All(book.Of(row), contact =>
            Assert.True(contact.Day >= book.Of(row).Max(other => other.Day) - CapTerms.MostDays + 1)));
        Assert.False(book.Remove(3, new ContactBook.Contact(50, 0, 0, false)));
        Assert.False(book.Remove(99, new ContactBook.Contact(150, 0, 0, false)));
    }
}
