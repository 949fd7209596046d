using WorldModel.Schema.Readers;
using WorldModel.Schema.Training;

namespace WorldModel.Schema.Tests.Readers;

public sealed class ReaderTests
{
    private readonly RowReport _report = new();

    [Fact]
    public void Consumers_are_read_from_CSV_whatever_the_order_of_columns()
    {
        List<ConsumerProfile> read = Consumers("age,consumer,extra,member,region\n41,a,x,1,south\n,\"b,1\",x,,\n");

        Assert.Equal(["a", "b,1"], read.Select(c => c.Id));
        Assert.Equal([1, 1, BitConverter.SingleToInt32Bits(41)], read[0].Attributes);
        Assert.Equal(new AttributeResolver(TestSchemas.Shop).Unknown(), read[1].Attributes);
        Assert.Equal(2, _report.Accepted);
    }

    [Theory]
    [InlineData("b,NaN,1,south", "age", "NaN", "a finite number")]
    [InlineData("b,Infinity,1,south", "age", "Infinity", "a finite number")]
    [InlineData("b,old,1,south", "age", "old", "a finite number")]
    [InlineData("b,3,yes,south", "member", "yes", "0, 1, true or false")]
    [InlineData(",3,1,south", "consumer", null, "an id")]
    [InlineData("a,3,1,south", "consumer", "a", "each consumer once")]
    [InlineData("b,3,1", "row", "b,3,1", "4 cells, as in the header")]
    [InlineData("b,3,\"1,south", "row", "b,3,\"1,south", "quotes around whole cells")]
    public void A_bad_row_in_the_middle_is_reported_and_the_others_are_read(
        string row, string field, string? value, string expected)
    {
        List<ConsumerProfile> read = Consumers($"consumer,age,member,region\na,1,0,north\n{row}\nz,9,1,south\n");

        Assert.Equal(["a", "z"], read.Select(c => c.Id));
        RowProblem problem = Assert.Single(_report.Problems);
        Assert.Equal((3, field, value), (problem.Line, problem.Field, problem.Value));
        Assert.Contains(expected, problem.Expected, StringComparison.Ordinal);
        Assert.Equal((2, 1), (_report.Accepted, _report.Refused));
    }

    [Fact]
    public void An_unknown_category_is_refused_where_the_schema_says_so()
    {
        ConsumerSchema schema = ConsumerSchema.Load(Checkout.ExampleSchema("purchase-world"));
        const string text = "consumer,store,age,income,loyalty\na,10,40,500,1\nb,3,40,500,1\n";
        using Table table = Table.Csv("c", new StringReader(text));

        Assert.Equal("b", Assert.Single(ConsumerReader.Read(table, schema, _report)).Id);
        Assert.Equal(
            "line 2: store: got '10', expected one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9",
            Assert.Single(_report.Problems).ToString());
    }

    [Fact]
    public void Consumers_are_read_from_NDJSON_flat_or_nested()
    {
        using Table table = Table.Ndjson("c", new StringReader("""
            {"consumer":"a","attributes":{"region":"north","member":true,"age":31.5}}

            {"consumer":"b","region":"south","member":null}
            {"consumer":"c","regoin":"south"}
            {"consumer":"d"
            {"consumer":"e","age":[1]}
            7
            {"consumer":"\ud800"}
            """));
        List<ConsumerProfile> read = [.. ConsumerReader.Read(table, TestSchemas.Shop, _report)];

        Assert.Equal([0, 1, BitConverter.SingleToInt32Bits(31.5f)], read[0].Attributes);
        Assert.Equal(["a", "b"], read.Select(c => c.Id));
        Assert.Equal(
            [(4L, "regoin"), (5L, "row"), (6L, "age"), (7L, "row"), (8L, "row")],
            _report.Problems.Select(p => (p.Line, p.Field)));
    }

    [Theory]
    [InlineData("", "an empty file")]
    [InlineData("consumer,age,member,region\n", "a header alone")]
    public void An_empty_CSV_is_bad_input(string text, string got) =>
        Assert.Equal(got, Assert.Throws<InputException>(() => Consumers(text)).Value);

    [Fact]
    public void A_missing_column_is_bad_input_and_is_named()
    {
        var e = Assert.Throws<InputException>(() => Consumers("consumer,age,region\na,1,north\n"));

        Assert.Equal("c.csv: column member", e.Field);
        Assert.Contains("consumer, age, region", e.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_twice_is_bad_input()
    {
        var e = Assert.Throws<InputException>(() => Consumers("consumer,age,age\na,1,2\n"));

        Assert.Equal("c.csv: column age", e.Field);
    }

    [Theory]
    [InlineData("/no/such/file.csv")]
    [InlineData("events.parquet")]
    public void Files_that_are_absent_or_of_another_kind_are_bad_input(string path)
    {
        var e = Assert.Throws<InputException>(() => EventReader.Read(path, TestSchemas.Shop, _report));

        Assert.Equal(("file", path), (e.Field, e.Value));
    }

    [Fact]
    public void Events_are_read_with_levels_amounts_and_defaults()
    {
        List<ConsumerEvent> read = Events("""
            {"id":"1","consumer":"a","day":"2025-01-02","kind":"action","name":"mail","level":"blue"}
            {"id":"2","consumer":"a","day":"2025-01-02","name":"spend","value":-2.5}
            {"id":"3","consumer":"b","day":"2025-01-02","name":"visit","value":1}
            """);

        int day = new DateOnly(2025, 1, 2).DayNumber;
        Assert.Equal([new(day, 1), new(day, 5, -2_500_000), new StateEvent(day, 4)], read.Select(e => e.Event));
        Assert.Equal(["a", "a", "b"], read.Select(e => e.Consumer));
    }

    [Theory]
    [InlineData("'consumer':'a','day':'2025-01-02','name':'visit'", "id", null)]
    [InlineData("'id':'1','day':'2025-01-02','name':'visit'", "consumer", null)]
    [InlineData("'id':'1','consumer':'a','name':'visit'", "day", null)]
    [InlineData("'id':'1','consumer':'a','day':'2025-02-30','name':'visit'", "day", "2025-02-30")]
    [InlineData("'id':'1','consumer':'a','day':'2025-01-02'", "name", null)]
    [InlineData("'id':'1','consumer':'a','day':'2025-01-02','name':'sms'", "name", "sms")]
    [InlineData("'id':'1','consumer':'a','day':'2025-01-02','kind':'action','name':'visit'", "name", "visit")]
    [InlineData("'id':'1','consumer':'a','day':'2025-01-02','kind':'deed','name':'visit'", "kind", "deed")]
    [InlineData("'id':'1','consumer':'a','day':'2025-01-02','name':'mail'", "level", null)]
    [InlineData("'id':'1','consumer':'a','day':'2025-01-02','name':'mail','level':'pink'", "level", "pink")]
    [InlineData("'id':'1','consumer':'a','day':'2025-01-02','name':'visit','value':2", "value", "2")]
    [InlineData("'id':'1','consumer':'a','day':'2025-01-02','name':'spend','value':'NaN'", "value", "NaN")]
    [InlineData("'id':'1','consumer':'a','day':'2025-01-02','name':'spend','value':1e999", "value", "1e999")]
    [InlineData("'id':'1','consumer':'a','day':'2025-01-02','name':'spend','value':2e9", "value", "2000000000")]
    [InlineData("'id':'1','id':'2','consumer':'a','day':'2025-01-02','name':'visit'", "id", "2")]
    public void A_bad_event_is_reported_with_field_and_value(string fields, string field, string? value)
    {
        Assert.Empty(Events($"{{{fields.Replace('\'', '"')}}}\n"));

        RowProblem problem = Assert.Single(_report.Problems);
        Assert.Equal((1, field, value), (problem.Line, problem.Field, problem.Value));
    }

    [Fact]
    public void Problems_beyond_a_thousand_are_only_counted()
    {
        Events(string.Concat(Enumerable.Repeat("{}\n", 1500)));

        Assert.Equal((1500, 1000), (_report.Refused, _report.Problems.Count));
    }

    [Fact]
    public void An_experiment_without_a_mapping_uses_the_default_columns_and_treatments_in_words()
    {
        ExperimentTable read = Experiment("""
            consumer,day,treatment,propensity,cost,visit,spend
            a,2025-01-02,none,0.5,0,1,0
            b,2025-01-02,mail=red+call,0.25,2.5,0,12.5
            a,2025-01-02,none,0.5,0,1,0
            b,2025-01-03,mail=pink,0.5,0,1,0
            c,2025-01-03,none,0,0,1,0
            d,2025-01-03,none,0.5,-1,1,0
            e,2025-01-03,none,0.5,0,2,0
            """);

        Assert.Equal(["none", "mail=red+call"], read.Treatments.Select(t => t.Name));
        Assert.Equal(
            [("a", 0, .5f, 0f), ("b", 1, .25f, 2.5f)],
            read.Rows.Select(r => (r.Consumer, r.Treatment, r.Propensity, r.Cost)));
        Assert.Equal([0, 12.5], read.Rows[1].Outcomes);
        Assert.Null(read.Rows[0].Attributes);
        Assert.Equal(["consumer", "treatment", "propensity", "cost", "visit"], _report.Problems.Select(p => p.Field));
    }

    [Fact]
    public void Refunds_and_profiles_stand_among_the_events_and_bad_ones_are_named()
    {
        List<ConsumerEvent> read = Events("""
            {"id":"1","consumer":"a","day":"2025-03-01","name":"spend","value":9}
            {"id":"2","consumer":"a","day":"2025-03-02","name":"spend","reverses":"1","value":4}
            {"id":"2","consumer":"a","day":"2025-03-02","name":"spend","reverses":"1","value":4}
            {"id":"3","consumer":"a","day":"2025-03-02","kind":"outcome","name":"spend","reverses":"1","value":5.5}
            {"id":"4","consumer":"a","day":"2025-03-03","name":"spend","reverses":"1"}
            {"id":"5","consumer":"a","day":"2025-03-04","name":"spend","reverses":"1"}
            {"id":"6","consumer":"b","day":"2025-03-02","name":"spend","reverses":"1"}
            {"id":"7","consumer":"a","day":"2025-03-02","name":"mail","level":"red","reverses":"1"}
            {"id":"8","consumer":"a","day":"2025-03-02","name":"spend","reverses":"1","value":0}
            {"id":"9","consumer":"a","day":"2025-03-02","kind":"profile","attributes":{"region":"south","age":40}}
            {"id":"10","consumer":"a","day":"2025-03-02","kind":"profile","attributes":{"regoin":"south"}}
            {"id":"11","consumer":"a","day":"2025-03-02","kind":"profile","name":"spend"}
            """);

        Assert.Equal(["1", "2", "2", "4", "9"], read.Select(e => e.Id));
        Assert.Equal(4_000_000, read[1].Event.Micros);
        Assert.Equal([1, -1, BitConverter.SingleToInt32Bits(40)], read[4].Attributes!);
        Assert.Equal(
            [
                (4L, "value"), (6, "reverses"), (7, "reverses"), (8, "reverses"), (9, "value"), (11, "regoin"),
                (12, "name"),
            ],
            _report.Problems.Select(p => (p.Line, p.Field)).Order());
        Assert.Equal((5, 7), (_report.Accepted, _report.Refused));
    }

    [Fact]
    public void A_profile_in_a_CSV_of_events_takes_the_columns_that_are_attributes()
    {
        using Table table = Table.Csv("e.csv", new StringReader("""
            id,consumer,day,kind,name,age,note
            1,a,2025-03-01,profile,,33,x
            2,a,2025-03-01,outcome,visit,,
            """));
        List<ConsumerEvent> read = EventReader.Read(table, TestSchemas.Shop, _report);

        Assert.Equal(BitConverter.SingleToInt32Bits(33), read[0].Attributes![2]);
        Assert.Null(read[1].Attributes);
    }

    [Fact]
    public void Tables_of_ones_own_are_read_where_the_schema_says_that_things_stand()
    {
        ConsumerSchema schema = TestSchemas.Shop with
        {
            Tables = new TableSpec("d.M.yyyy",
                new ConsumerColumns("No", [new("region", "Where"), new("age", "Years")]),
                new EventColumns(null, "No", "When", new ColumnOrValue("What", null), null, "Look", "Sum",
                    [new("Came by", "visit")], ["Left"])),
        };
        using Table people = Table.Csv("c.csv", new StringReader("No,Where,Years,member\na,south,40,1\n"));
        ConsumerProfile a = Assert.Single(ConsumerReader.Read(people, schema, _report));
        const string csv = """
            No,When,What,Look,Sum
            a,1.3.2025,Came by,,
            a,2.3.2025 10:30:00,spend,plain,4.5
            a,2.3.2025,Left,,
            a,3.3.2025,mail,red,
            a,2025-03-04,mail,red,
            """;
        using Table happened = Table.Csv("e.csv", new StringReader(csv));
        List<ConsumerEvent> events = EventReader.Read(happened, schema, _report);

        Assert.Equal([1, 1, BitConverter.SingleToInt32Bits(40)], a.Attributes);
        Assert.Equal(3, events.DistinctBy(e => e.Id).Count());
        using Table again = Table.Csv("another file", new StringReader(csv));
        Assert.Equal(events.Select(e => e.Id), EventReader.Read(again, schema, new RowReport()).Select(e => e.Id));
        Assert.Equal([1_000_000, 4_500_000, 1_000_000], events.Select(e => e.Event.Micros));
        Assert.Equal(new DateOnly(2025, 3, 2).DayNumber, events[1].Event.Day);
        Assert.Equal(("day", "2025-03-04"), (_report.Problems[0].Field, _report.Problems[0].Value));
        Assert.Single(_report.Problems);
    }

    [Fact]
    public void An_experiment_joined_to_consumers_may_hold_a_few_of_their_attributes_too()
    {
        const string text = "consumer,day,treatment,propensity,cost,visit,spend,age\na,2025-03-01,none,0.5,0,1,2,40\n";
        using Table joined = Table.Csv("x.csv", new StringReader(text));
        Assert.Null(Assert.Single(ExperimentReader.Read(joined, TestSchemas.Shop, _report, true).Rows).Attributes);
        using Table alone = Table.Csv("x.csv", new StringReader(text));
        Assert.Throws<InputException>(() => ExperimentReader.Read(alone, TestSchemas.Shop, _report));
    }

    private List<ConsumerProfile> Consumers(string text)
    {
        using Table table = Table.Csv("c.csv", new StringReader(text));
        return [.. ConsumerReader.Read(table, TestSchemas.Shop, _report)];
    }

    private List<ConsumerEvent> Events(string text)
    {
        using Table table = Table.Ndjson("e.ndjson", new StringReader(text));
        return [.. EventReader.Read(table, TestSchemas.Shop, _report)];
    }

    private ExperimentTable Experiment(string text)
    {
        using Table table = Table.Csv("x.csv", new StringReader(text));
        return ExperimentReader.Read(table, TestSchemas.Shop, _report);
    }

    [Fact]
    public void Rows_without_ids_are_told_apart_by_what_they_say_and_how_often()
    {
        ConsumerSchema schema = TestSchemas.Shop with
        {
            Tables = new TableSpec(null, null,
                new EventColumns(null, "No", "When", new ColumnOrValue("What", null), null, null, null, [], [])),
        };
        using Table first = Table.Csv(
            "monday.csv", new StringReader("No,When,What\na,2025-03-03,visit\na,2025-03-03,visit\n"));
        using Table second = Table.Csv("tuesday.csv", new StringReader("No,When,What\na,2025-03-04,visit\n"));
        var ids = EventReader.Read(first, schema, _report).Concat(EventReader.Read(second, schema, _report))
            .Select(e => e.Id);
        Assert.Equal(3, ids.Distinct().Count());
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_named_and_do_not_make_two_consumers_one()
    {
        string path = Path.GetTempFileName() + ".csv";
        File.WriteAllBytes(path, [.. "consumer,region,age,member\ncaf"u8, 0xE9, .. ",south,40,1\nb,south,40,1\n"u8]);
        ConsumerProfile b = Assert.Single(ConsumerReader.Read(path, TestSchemas.Shop, _report));
        File.Delete(path);
        Assert.Equal("b", b.Id);
        RowProblem problem = Assert.Single(_report.Problems);
        Assert.Equal((2L, "consumer", "text in UTF-8"), (problem.Line, problem.Field, problem.Expected));
    }
}
