using System.Text;
using System.Text.Json;
using WorldModel.Silo.Api;

namespace WorldModel.Silo.Tests.Api;

public sealed class ProfileParserTests(SmallWorld world)
{
    [Fact]
    public void What_is_remembered_of_a_stream_is_bounded()
    {
        var parser = new ProfileParser(world.Schema);
        for (int i = 0; i <= ProfileParser.Remembered; i++)
            Assert.Null(Field(parser, i));
        Assert.Equal("consumer", Field(parser, ProfileParser.Remembered));
        Assert.Equal("consumer", Field(parser, 1));
        Assert.Null(Field(parser, 0));
    }

    private static string? Field(ProfileParser parser, int consumer)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes($$"""{"consumer":"c{{consumer}}","attributes":{} }"""));
        reader.Read();
        return parser.Read(ref reader, 0).Refused?.Field;
    }
}
