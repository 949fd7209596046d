using WorldModel.Schema;
using WorldModel.Silo.Storage;

namespace WorldModel.Stores.Tests;

/// <summary>The shared stores are found by their names, beside the program, and say nothing of their secrets.</summary>
public sealed class StoreChoiceTests
{
    private const string Variable = "WORLDMODEL_STORE_OF_A_TEST";

    [Fact]
    public void A_store_is_loaded_by_its_kind_and_reached_as_a_variable_says()
    {
        Environment.SetEnvironmentVariable(Variable, "Host=db.example;Database=wm;Username=u;Password=correct-horse");
        Assert.Equal("postgres db.example:5432/wm, schema worldmodel",
            StoreChoice.Parse("store", $"postgres:{Variable}").Name);
        Environment.SetEnvironmentVariable(Variable, "https://account.blob.core.windows.net/wm?sig=correct-horse");
        Assert.Equal("blob account/wm", StoreChoice.Parse("store", $"blob:{Variable}").Name);
        Environment.SetEnvironmentVariable(Variable, "correct-horse");
        foreach (var kind in (string[])["postgres", "blob"])
        {
            var refusal = Assert.Throws<StoreException>(() => StoreChoice.Parse("store", $"{kind}:{Variable}"));
            Assert.Contains(Variable, refusal.Message);
            Assert.DoesNotContain("correct-horse", refusal.ToString());
        }
        Environment.SetEnvironmentVariable(Variable, null);
        Assert.Throws<InputException>(() => StoreChoice.Parse("store", $"blob:{Variable}"));
    }

    [Fact]
    public void A_data_directory_is_a_store_too() =>
        Assert.Equal("sqlite silo", StoreChoice.Parse("store", "sqlite:silo").Name);
}
