using WorldModel.Grains.Consumers;
using WorldModel.Numerics;
using WorldModel.Schema;

namespace WorldModel.Grains.Tests;

/// <summary>The memory of event ids against a plain set.</summary>
public sealed class EventIdsTests
{
    [Fact]
    public void It_holds_what_a_plain_set_holds()
    {
        var random = new RandomStream(4, 0);
        var (ids, plain) = (new EventIds(), new HashSet<(int Row, UInt128 Id, int Day)>());
        var said = new Dictionary<(int Row, UInt128 Id), StateEvent>();
        var prints = new Dictionary<(int Row, UInt128 Id), ushort>();
        for (var step = 0; step < 20_000; step++)
        {
            var (row, id, day) = (random.NextInt(50), (UInt128)(uint)random.NextInt(500), step / 100);
            var known = plain.Any(entry => entry.Row == row && entry.Id == id);
            if (step % 10 == 0) Assert.Equal(known, ids.Find(row, id) is not null);
            Assert.Equal(known ? said[(row, id)] : null, ids.Find(row, id));
            Assert.Equal(known ? prints[(row, id)] : null, ids.Print(row, id));
            if (random.NextInt(20) == 0)
            {
                ids.DropBefore(row, day - 3);
                plain.RemoveWhere(entry => entry.Row == row && entry.Day < day - 3);
            }
            else if (!known)
            {
                // Amounts on both sides of what 32 bits hold.
                var amount = int.MinValue + (random.NextInt(3) * (long)int.MaxValue) + random.NextInt(4) - 1;
                said[(row, id)] = new StateEvent(day, (short)(random.NextInt(9) - 3), amount);
                prints[(row, id)] = EventPrint.Of(said[(row, id)]);
                ids.Add(row, id, said[(row, id)], prints[(row, id)]);
                plain.Add((row, id, day));
            }
            else if (random.NextInt(5) == 0)
            {
                said[(row, id)] = said[(row, id)] with { Micros = int.MaxValue + (long)random.NextInt(3) - 1 };
                ids.Put(row, id, said[(row, id)]);
            }
        }

        for (var row = 0; row < 50; row++)
            Assert.Equal(plain.Where(entry => entry.Row == row).Select(entry => entry.Id).Order(),
                ids.Of(row).Select(entry => entry.Id).Order());
        for (var row = 0; row < 50; row++)
            Assert.All(ids.Of(row), entry => Assert.Equal((said[(row, entry.Id)], prints[(row, entry.Id)]),
                (entry.Event, entry.Print)));
    }

    [Theory]
    [InlineData("", "00000000000000000000000000000000")]
    [InlineData("hello", "cbd8a7b341bd9b025b1e906a48ae1d19")]
    [InlineData("The quick brown fox jumps over the lazy dog", "e34bbc7bbc071b6c7a433ca9c49a9347")]
    public void An_event_id_hashes_as_MurmurHash3_says(string id, string expected)
    {
        var hash = EventHash.Of(id);
        Assert.Equal(expected, $"{(ulong)hash:x16}{(ulong)(hash >> 64):x16}");
    }
}
