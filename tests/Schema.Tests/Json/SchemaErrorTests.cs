namespace WorldModel.Schema.Tests.Json;

public sealed class SchemaErrorTests
{
    [Theory]
    [InlineData("\"lagDays\": 3", "\"lagDays\": 3.5", "lagDays", "3.5", "a whole number from 0 to 60")]
    [InlineData("\"lagDays\": 3", "\"lagDays\": -1", "lagDays", "-1", "a whole number from 0 to 60")]
    [InlineData("\"lagDays\": 3", "\"lagDays\": \"3\"", "lagDays", "\"3\"", "a whole number from 0 to 60")]
    [InlineData("\"lagDays\": 3", "\"lagDayz\": 3", "lagDayz", "3", "no such field")]
    [InlineData("\"lagDays\": 3", "\"lagDays\": 3, \"lagDays\": 4", "lagDays", "4", "the field once")]
    [InlineData("\"name\": \"shop\"", "\"name\": 7", "name", "7", "text")]
    [InlineData("Europe/Berlin", "Europe/Bärlin", "timeZone", "Europe/Bärlin", "an IANA time zone")]
    [InlineData(
        "\"kind\": \"flag\"", "\"kind\": \"bool\"",
        "attributes[1].kind", "\"bool\"", "one of category, flag, number")]
    [InlineData(
        "\"cuts\": [30, 60]", "\"cuts\": [30, 30]",
        "attributes[2].cuts[1]", "30", "a number above the one before")]
    [InlineData("\"cuts\": [30, 60]", "\"cuts\": [30, true]", "attributes[2].cuts[1]", "true", "a finite number")]
    [InlineData("\"cuts\": [30, 60]", "\"cuts\": [30, 1e999]", "attributes[2].cuts[1]", "1e999", "a finite number")]
    [InlineData("\"cost\": 0.5", "\"cost\": -1", "actions[0].cost", "-1", "a finite number, 0 or more")]
    [InlineData(
        "\"costOutcome\": \"spend\"", "\"costOutcome\": \"sale\"",
        "actions[1].costOutcome", "sale", "one of visit, spend")]
    [InlineData(
        "[\"mail\", \"discount\"]", "[\"mail\", \"rebate\"]",
        "outcomes[1].drivers[1]", "rebate", "one of mail, call, fair, discount")]
    [InlineData(
        "\"modifiers\": [\"region\"]", "\"modifiers\": [\"city\"]",
        "outcomes[0].modifiers[0]", "city", "one of region, member, age")]
    [InlineData("\"level\": \"red\"", "\"level\": \"green\"", "derived[0].terms[0].level", "green", "one of red, blue")]
    [InlineData(
        "\"north\", \"member\": \"1\"", "\"east\", \"member\": \"1\"",
        "derived[0].terms[0].when.region", "east", "one of north, south")]
    [InlineData(
        "\"lags\": [\"visit\", \"mail\"", "\"lags\": [\"visit\", \"post\"",
        "lags[1]", "post", "one of mail, call, fair, visit, spend")]
    [InlineData("\"name\": \"call\"", "\"name\": \"visit\"", "outcomes[0].name", "visit", "a name that no other")]
    [InlineData("\"name\": \"call\"", "\"name\": \"1call\"", "actions[1].name", "1call", "a letter, then")]
    [InlineData(
        "\"asNumber\": \"log\"", "\"asNumber\": \"ln\"",
        "attributes[2].asNumber", "\"ln\"", "one of no, linear, log")]
    [InlineData(
        "\"unknown\": \"ignore\"", "\"asNumber\": \"linear\"",
        "attributes[1].asNumber", "linear", "a number with two cuts or more")]
    [InlineData(
        "\"priorDays\": 2", "\"priorDays\": 0", "outcomes[0].rates[0].asNumber", "yes", "prior days above 0")]
    [InlineData(
        "\"responsiveness\": [\"mail\"", "\"responsiveness\": [\"fair\"",
        "outcomes[0].responsiveness[0]", "fair", "one of mail, call")]
    [InlineData(
        "\"levels\": [\"red\", \"blue\"]", "\"levels\": [\"red\", \"blue\", \"grey\", \"pink\"]",
        "outcomes[0].responsiveness", "5 actions and levels", "at most 4")]
    [InlineData(
        "\"name\": \"visit\", \"kind\": \"binary\"", "\"name\": \"visit\", \"kind\": \"binary\", \"windowDays\": 2",
        "outcomes[0].responsiveness", "mail", "an outcome that happens or not on the day itself")]
    [InlineData("2025-03-30", "2025-02-30", "actions[2].runs.dates[0]", "2025-02-30", "a day as yyyy-MM-dd")]
    public void Errors_name_the_field_the_value_and_what_was_expected(
        string right, string wrong, string field, string value, string expected)
    {
        Assert.Contains(right, TestSchemas.ShopJson, StringComparison.Ordinal);

        string json = TestSchemas.ShopJson.Replace(right, wrong, StringComparison.Ordinal);
        var e = Assert.Throws<InputException>(() => ConsumerSchema.Parse(json));

        Assert.Equal(field, e.Field);
        Assert.Equal(value, e.Value);
        Assert.Contains(expected, e.Expected, StringComparison.Ordinal);
        Assert.Contains(field, e.Message, StringComparison.Ordinal);
        Assert.Contains(value, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"name": "x",}""")]
    public void Malformed_JSON_says_where(string json)
    {
        var e = Assert.Throws<InputException>(() => ConsumerSchema.Parse(json));

        Assert.Equal("schema", e.Field);
        Assert.Contains("line 1", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_in_a_file_names_the_file()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, """{"name":"x","colour":1}""");
            var error = Assert.Throws<InputException>(() => ConsumerSchema.Load(path));
            Assert.Equal($"{path}: colour", error.Field);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_missing_file_is_bad_input() =>
        Assert.Equal("schema", Assert.Throws<InputException>(() => ConsumerSchema.Load("/no/such/file.json")).Field);

    [Fact]
    public void An_array_is_no_schema() =>
        Assert.Equal("an object", Assert.Throws<InputException>(() => ConsumerSchema.Parse("[]")).Expected);
}
