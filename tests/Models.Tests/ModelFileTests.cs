using System.Security.Cryptography;
using System.Text;

namespace WorldModel.Models.Tests;

public sealed class ModelFileTests
{
    private static readonly Lazy<byte[]> LazyBytes = new(() => ModelFile.ToBytes(SmallWorld.Model));

    private static byte[] Bytes => (byte[])LazyBytes.Value.Clone();

    [Fact]
    public void A_model_read_back_is_the_same_model()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            ModelFile.Write(SmallWorld.Model, path);
            var back = ModelFile.Read(path, SmallWorld.Schema);
            Assert.Equal(SmallWorld.Model.Hash, back.Hash);
            Assert.Equal(SmallWorld.Model.Record.Outcomes, back.Record.Outcomes);
            var plan = SmallWorld.Plan("push", "coupon");
            var (before, after) = (new float[6], new float[6]);
            SmallWorld.Model.Levels(SmallWorld.Test.VisibleRow(7), 1, plan, before);
            back.Levels(SmallWorld.Test.VisibleRow(7), 1, plan, after);
            Assert.Equal(before, after);
            var visible = SmallWorld.Test.VisibleRow(7);
            Assert.Equal(
                SmallWorld.Model.Counterfactual(visible, SmallWorld.BeliefOf(visible), plan),
                back.Counterfactual(visible, SmallWorld.BeliefOf(visible), plan));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_name_of_a_model_is_the_checksum_at_the_end_of_its_file() =>
        Assert.Equal(
            SmallWorld.Model.Hash, Convert.ToHexStringLower(SHA256.HashData(Bytes.AsSpan(0, Bytes.Length - 32))));

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        var bytes = Bytes;
        int[] lengths = [0, 3, 7, 39, 41, .. SectionStarts(bytes).SelectMany(at => new[] { at, at + 5, at + 13 }),
            bytes.Length - 32, bytes.Length - 1];
        Assert.All(lengths, length => Assert.Throws<ModelFileException>(() => ModelFile.Parse(bytes[..length])));
    }

    [Fact]
    public void A_bit_flipped_anywhere_is_refused()
    {
        var bytes = Bytes;
        int[] places = [0, 4, .. SectionStarts(bytes).SelectMany(at => new[] { at, at + 4, at + 12, at + 40 }),
            bytes.Length - 32, bytes.Length - 1];
        Assert.All(places, place =>
        {
            bytes[place] ^= 0x10;
            Assert.Throws<ModelFileException>(() => ModelFile.Parse(bytes));
            bytes[place] ^= 0x10;
        });
        Assert.Equal(SmallWorld.Model.Hash, ModelFile.Parse(bytes).Hash);
    }

    [Fact]
    public void A_model_that_does_not_reproduce_its_golden_vectors_is_refused_though_its_checksum_is_right()
    {
        var bytes = Bytes;
        var machine = SectionStarts(bytes)[2];
        bytes[machine + 12 + 4 + 16 + 300] ^= 0x40;
        SHA256.HashData(bytes.AsSpan(0, bytes.Length - 32)).CopyTo(bytes.AsSpan(bytes.Length - 32));
        var error = Assert.Throws<ModelFileException>(() => ModelFile.Parse(bytes));
        Assert.StartsWith("model: does not reproduce its golden vectors", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nonsense_with_a_right_checksum_is_refused()
    {
        foreach (var start in SectionStarts(Bytes))
        {
            var bytes = Bytes;
            bytes.AsSpan(start + 12, 8).Fill(0xFF);
            SHA256.HashData(bytes.AsSpan(0, bytes.Length - 32)).CopyTo(bytes.AsSpan(bytes.Length - 32));
            Assert.Throws<ModelFileException>(() => ModelFile.Parse(bytes));
        }
    }

    [Fact]
    public void A_model_of_another_schema_is_refused_and_both_are_named()
    {
        var other = SmallWorld.Schema with { Version = 2 };
        var error = Assert.Throws<ModelFileException>(() => ModelFile.Parse(Bytes, "m.wmdl", other));
        Assert.Contains("m.wmdl: trained on schema purchase-world version 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("version 1", error.Found, StringComparison.Ordinal);
        Assert.Contains("version 2", error.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_kind_of_file_and_a_missing_one_are_refused_in_words()
    {
        var text = Encoding.UTF8.GetBytes("consumer,day,treatment\nc1,2025-01-01,push\nc2,2025-01-01,none\n");
        Assert.Contains("does not begin with WMDL",
            Assert.Throws<ModelFileException>(() => ModelFile.Parse(text)).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be read",
            Assert.Throws<ModelFileException>(() => ModelFile.Read("no/such/file")).Message, StringComparison.Ordinal);
    }

    /// <summary>Where each section's tag begins.</summary>
    private static int[] SectionStarts(byte[] bytes)
    {
        var starts = new List<int>();
        for (var at = 8; at < bytes.Length - 32; at += 12 + (int)BitConverter.ToInt64(bytes, at + 4))
            starts.Add(at);
        Assert.Equal(8, starts.Count);
        return [.. starts];
    }
}
