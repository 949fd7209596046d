namespace WorldModel.Schema.Tests.Json;

public sealed class SchemaJsonTests
{
    public static TheoryData<string> Schemas => ["purchase-world", "hillstrom", "shop"];

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Canonical_JSON_reads_back_as_itself(string name)
    {
        ConsumerSchema schema = name == "shop" ? TestSchemas.Shop : ConsumerSchema.Load(Checkout.ExampleSchema(name));
        ConsumerSchema again = ConsumerSchema.Parse(schema.ToJson());

        Assert.Equal(schema.ToJson(), again.ToJson());
        Assert.Equal(schema.Hash, again.Hash);
        Assert.Equal(schema, again);
    }

    [Fact]
    public void The_hash_does_not_see_how_the_text_is_laid_out()
    {
        ConsumerSchema schema = ConsumerSchema.Parse(
            """{"outcomes":[{"kind":"binary","name":"visit"}],"name":"x","calendar":["month"]}""");
        ConsumerSchema other = ConsumerSchema.Parse("""
            { "name": "x", "version": 1,
              "calendar": [ "month" ], "outcomes": [ { "name": "visit", "kind": "binary", "margin": 1.0 } ] }
            """);

        Assert.Equal(schema.Hash, other.Hash);
        Assert.NotEqual(schema.Hash, (schema with { LagDays = 1 }).Hash);
    }

    [Theory]
    [InlineData("purchase-world", "b3b9d85b31859ab2")]
    [InlineData("hillstrom", "767fa1238144aba3")]
    public void The_example_schemas_keep_their_hashes(string name, string start) =>
        Assert.StartsWith(start, ConsumerSchema.Load(Checkout.ExampleSchema(name)).Hash, StringComparison.Ordinal);

    [Fact]
    public void Where_things_stand_in_tables_is_part_of_the_schema()
    {
        const string tables = """
            {"name":"x","calendar":["month"],"outcomes":[{"kind":"binary","name":"visit"}],"attributes":
            [{"name":"age","kind":"flag"}],"tables":{"dayFormat":"d.M.yyyy","consumers":{"consumer":"No","attributes":
            {"age":"Is old"}},"events":{"consumer":"No","day":"When","name":{"column":"What"},
            "names":{"Came by":"visit"},"ignore":["Left"]}}}
            """;
        ConsumerSchema schema = ConsumerSchema.Parse(tables);

        Assert.Equal(schema.ToJson(), ConsumerSchema.Parse(schema.ToJson()).ToJson());
        Assert.NotEqual(schema.Hash, (schema with { Tables = null }).Hash);
        Assert.Equal("tables.consumers.attributes", Assert.Throws<InputException>(
            () => ConsumerSchema.Parse(tables.Replace("\"age\":\"Is", "\"aeg\":\"Is"))).Field);
        Assert.Equal("tables.events.names", Assert.Throws<InputException>(
            () => ConsumerSchema.Parse(tables.Replace("\"Came by\":\"visit\"", "\"Came by\":\"come\""))).Field);
    }

    [Fact]
    public void Canonical_JSON_is_as_documented() => Assert.Equal(
        """{"name":"x","version":1,"timeZone":"UTC","lagDays":0,"latenessDays":0,"attributes":[],"""
        + """
        "calendar":["month"],"actions":[],"outcomes":[],"derived":[],"lags":[],"experiment":null}
        """.Trim(),
        ConsumerSchema.Parse("""{"name":"x","calendar":["month"]}""").ToJson());
}
