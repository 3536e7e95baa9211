import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.PathNotFoundException;
import com.jayway.jsonpath.spi.json.JsonSmartJsonProvider;
import com.jayway.jsonpath.spi.mapper.JsonSmartMappingProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.minidev.json.JSONStyle;
import net.minidev.json.JSONValue;
import net.minidev.json.parser.JSONParser;
import net.minidev.json.parser.ParseException;
import org.apache.commons.lang.StringEscapeUtils;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.apache.velocity.app.event.EventCartridge;
import org.apache.velocity.app.event.InvalidReferenceEventHandler;
import org.apache.velocity.context.Context;
import org.apache.velocity.exception.MethodInvocationException;
import org.apache.velocity.exception.ParseErrorException;
import org.apache.velocity.runtime.RuntimeConstants;
import org.apache.velocity.util.introspection.Info;

/**
 * Renders mapping templates with the real Velocity 1.7: a case in JSON on each line of the input, an answer in JSON
 * on each line of the output. A case of mode "plain" is Velocity alone; mode "gateway" adds the objects, the empty
 * string for what does not exist, and the limit on loops, as reference/mapping-templates.md tells them.
 */
public final class Truth {
    private static final int MOST_LOOPS = 1000;
    private static final Pattern PLACE = Pattern.compile("\\[line (\\d+), column (\\d+)\\]");
    private static final Pattern LEXER_PLACE = Pattern.compile("line (\\d+), column (\\d+)");

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), false, "UTF-8");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Thread worker = new Thread(null, () -> serve(in, out), "truth", 512L << 20);
        worker.start();
        worker.join();
        out.flush();
    }

    private static void serve(BufferedReader in, PrintStream out) {
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(Json.write(answer(Json.map(Json.read(line)))));
                if (!in.ready()) {
                    out.flush();
                }
            }
        } catch (IOException error) {
            throw new IllegalStateException(error);
        }
    }

    private static Map<String, Object> answer(Map<String, Object> aCase) {
        Map<String, Object> inputs = Json.map(aCase.getOrDefault("inputs", new LinkedHashMap<String, Object>()));
        boolean gateway = "gateway".equals(aCase.get("mode"));
        Map<String, Object> answer = new LinkedHashMap<>();
        try {
            VelocityContext context = gateway ? gatewayContext(inputs) : new VelocityContext(inputs);
            StringWriter writer = new StringWriter();
            engine(gateway).evaluate(context, writer, "truth", (String) aCase.get("template"));
            answer.put("output", writer.toString());
            if (gateway) {
                answer.put("overrides", overrides(context));
            }
        } catch (Throwable error) {
            answer.clear();
            answer.put("error", told(error));
        }
        return answer;
    }

    private static VelocityEngine engine(boolean gateway) {
        VelocityEngine engine = new VelocityEngine();
        engine.setProperty(RuntimeConstants.RUNTIME_LOG_LOGSYSTEM_CLASS, "org.apache.velocity.runtime.log.NullLogChute");
        engine.setProperty(RuntimeConstants.VM_LIBRARY, "");
        engine.setProperty("parser.pool.size", "1");
        // As shipped, the first definition of a macro stays, for all templates of an engine. The notes saw the last one
        // win. So it does with this setting and with that which keeps each template's macros to itself
        // (velocimacro.permissions.allow.inline.local.scope); the two answer every stored case alike.
        engine.setProperty(RuntimeConstants.VM_PERM_ALLOW_INLINE_REPLACE_GLOBAL, "true");
        engine.setProperty("file.resource.loader.path", "/nonexistent");
        if (gateway) {
            engine.setProperty("directive.foreach.maxloops", String.valueOf(MOST_LOOPS));
        }
        engine.init();
        return engine;
    }

    // --- errors ------------------------------------------------------------------------------------------------

    private static Map<String, Object> told(Throwable error) {
        Map<String, Object> told = new LinkedHashMap<>();
        int line = -1;
        int column = -1;
        String kind = "other";
        if (error instanceof ParseErrorException) {
            kind = "parse";
            line = ((ParseErrorException) error).getLineNumber();
            column = ((ParseErrorException) error).getColumnNumber();
        } else if (error instanceof MethodInvocationException) {
            kind = "method";
            line = ((MethodInvocationException) error).getLineNumber();
            column = ((MethodInvocationException) error).getColumnNumber();
        }
        String message = String.valueOf(error.getMessage());
        Matcher place = (kind.equals("parse") ? LEXER_PLACE : PLACE).matcher(message);
        if (line < 1 && place.find()) {
            line = Integer.parseInt(place.group(1));
            column = Integer.parseInt(place.group(2));
        }
        Throwable root = error;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        told.put("kind", kind);
        told.put("at_end", kind.equals("parse") && message.contains("<EOF>"));
        told.put("line", line < 1 ? null : line);
        told.put("column", line < 1 ? null : column);
        told.put("cause", root.getClass().getSimpleName());
        return told;
    }

    // --- the gateway -------------------------------------------------------------------------------------------

    private static VelocityContext gatewayContext(Map<String, Object> inputs) {
        VelocityContext context = new VelocityContext();
        Json.map(inputs.getOrDefault("variables", new LinkedHashMap<String, Object>())).forEach(context::put);
        SilentMap about = SilentMap.of(Json.map(inputs.getOrDefault("context", new LinkedHashMap<String, Object>())));
        about.sub("requestOverride", "path", "header", "querystring");
        about.sub("responseOverride", "header");
        context.put("context", about);
        context.put("stageVariables", inputs.getOrDefault("stage_variables", new LinkedHashMap<String, Object>()));
        context.put("input", new Input(inputs));
        context.put("util", new Util());
        EventCartridge cartridge = new EventCartridge();
        cartridge.addEventHandler(new Missing());
        context.attachEventCartridge(cartridge);
        return context;
    }

    private static Map<String, Object> overrides(VelocityContext context) {
        Map<String, Object> overrides = new LinkedHashMap<>();
        Object about = context.get("context");
        if (about instanceof Map) {
            overrides.put("request", ((Map<?, ?>) about).get("requestOverride"));
            overrides.put("response", ((Map<?, ?>) about).get("responseOverride"));
        }
        return overrides;
    }

    /** A map of $context: it prints as nothing. */
    public static final class SilentMap extends LinkedHashMap<String, Object> {
        static SilentMap of(Map<String, Object> map) {
            SilentMap silent = new SilentMap();
            map.forEach((key, value) -> silent.put(key, value instanceof Map ? of(Json.map(value)) : value));
            return silent;
        }

        void sub(String name, String... keys) {
            SilentMap sub = (SilentMap) computeIfAbsent(name, absent -> new SilentMap());
            for (String key : keys) {
                sub.putIfAbsent(key, new SilentMap());
            }
        }

        @Override
        public String toString() {
            return "";
        }
    }

    /** What does not exist is the empty string. */
    public static final class Missing implements InvalidReferenceEventHandler {
        @Override
        public Object invalidGetMethod(Context c, String reference, Object object, String property, Info info) {
            return "";
        }

        @Override
        public boolean invalidSetMethod(Context c, String left, String right, Info info) {
            return false;
        }

        @Override
        public Object invalidMethod(Context c, String reference, Object object, String method, Info info) {
            return "";
        }
    }

    /** What prints as {}, as $input and $util were once seen to do (it may have been an empty body shown so). */
    private abstract static class Bare {
        @Override
        public String toString() {
            return "{}";
        }
    }

    /** $input: the payload, parsed once when first asked for and then shared, and the parameters. */
    public static final class Input extends Bare {
        private static final Configuration CONFIGURATION = Configuration.builder()
            .jsonProvider(new JsonSmartJsonProvider())
            .mappingProvider(new JsonSmartMappingProvider())
            .build();
        private final String body;
        private final Map<String, Object> parameters = new LinkedHashMap<>();
        private Object payload;
        private boolean parsed;

        Input(Map<String, Object> inputs) {
            String given = (String) inputs.get("body");
            body = given == null || given.isEmpty() ? "{}" : given;
            for (String kind : new String[] {"path", "querystring", "header"}) {
                parameters.put(kind, inputs.getOrDefault(kind, new LinkedHashMap<String, Object>()));
            }
        }

        public String getBody() {
            return body;
        }

        public Map<String, Object> params() {
            return parameters;
        }

        public Object params(String name) {
            for (Object kind : parameters.values()) {
                Object value = Json.map(kind).get(name);
                if (value != null) {
                    return value;
                }
            }
            return null;
        }

        public Object path(String path) throws ParseException {
            JsonPath compiled = JsonPath.compile(path);
            if (payload() == null) {
                return null;
            }
            try {
                return compiled.read(payload(), CONFIGURATION);
            } catch (PathNotFoundException missing) {
                return compiled.isDefinite() ? null : new net.minidev.json.JSONArray();
            }
        }

        public String json(String path) throws ParseException {
            JsonPath compiled = JsonPath.compile(path);
            if (payload() == null) {
                return path.equals("$") ? "null" : "\"\"";
            }
            try {
                return JSONValue.toJSONString(compiled.read(payload(), CONFIGURATION), JSONStyle.LT_COMPRESS);
            } catch (PathNotFoundException missing) {
                return compiled.isDefinite() ? "\"\"" : "[]";
            }
        }

        /** The document; a null one is not asked (the library throws): everything in it is missing. */
        private Object payload() throws ParseException {
            if (!parsed) {
                payload = Util.parse(body);
                parsed = true;
            }
            return payload;
        }
    }

    /** $util: what the documentation lists, nothing else. */
    public static final class Util extends Bare {
        static Object parse(String text) throws ParseException {
            return new JSONParser(JSONParser.MODE_PERMISSIVE).parse(text, JSONValue.defaultReader.DEFAULT_ORDERED);
        }

        public Object parseJson(String text) throws ParseException {
            return parse(text);
        }

        public String escapeJavaScript(String text) {
            return StringEscapeUtils.escapeJavaScript(text);
        }

        public String urlEncode(String text) throws IOException {
            return URLEncoder.encode(text, "UTF-8");
        }

        public String urlDecode(String text) throws IOException {
            return URLDecoder.decode(text, "UTF-8");
        }

        public String base64Encode(String text) {
            return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        public String base64Decode(String text) {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        }
    }

    // --- the JSON of cases and answers -------------------------------------------------------------------------

    /** Strict JSON with the Java values that a case means: Integer, Long or BigInteger by size, Double, list, map. */
    static final class Json {
        private final String text;
        private int at;

        private Json(String text) {
            this.text = text;
        }

        static Object read(String text) {
            return new Json(text).value();
        }

        @SuppressWarnings("unchecked")
        static Map<String, Object> map(Object value) {
            return (Map<String, Object>) value;
        }

        private char next() {
            while (text.charAt(at) == ' ') {
                at++;
            }
            return text.charAt(at);
        }

        private Object value() {
            char first = next();
            if (first == '{') {
                return object();
            }
            if (first == '[') {
                return array();
            }
            if (first == '"') {
                return string();
            }
            for (String word : new String[] {"null", "true", "false"}) {
                if (text.startsWith(word, at)) {
                    at += word.length();
                    return word.equals("null") ? null : (Object) word.equals("true");
                }
            }
            return number();
        }

        private Object object() {
            Map<String, Object> map = new LinkedHashMap<>();
            at++;
            while (next() != '}') {
                String key = string();
                next();
                at++;
                map.put(key, value());
                if (next() == ',') {
                    at++;
                    next();
                }
            }
            at++;
            return map;
        }

        private Object array() {
            List<Object> list = new ArrayList<>();
            at++;
            while (next() != ']') {
                list.add(value());
                if (next() == ',') {
                    at++;
                }
            }
            at++;
            return list;
        }

        private String string() {
            StringBuilder built = new StringBuilder();
            for (at++; text.charAt(at) != '"'; at++) {
                char character = text.charAt(at);
                built.append(character == '\\' ? escape() : character);
            }
            at++;
            return built.toString();
        }

        private char escape() {
            char character = text.charAt(++at);
            if (character == 'u') {
                at += 4;
                return (char) Integer.parseInt(text.substring(at - 3, at + 1), 16);
            }
            int known = "bfnrt".indexOf(character);
            return known < 0 ? character : "\b\f\n\r\t".charAt(known);
        }

        private Object number() {
            int start = at;
            while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            String digits = text.substring(start, at);
            if (digits.matches(".*[.eE].*")) {
                return Double.valueOf(digits);
            }
            BigInteger number = new BigInteger(digits);
            if (number.bitLength() < 32) {
                return number.intValue();
            }
            return number.bitLength() < 64 ? (Object) number.longValue() : number;
        }

        static String write(Object value) {
            StringBuilder built = new StringBuilder();
            write(value, built);
            return built.toString();
        }

        private static void write(Object value, StringBuilder built) {
            if (value instanceof Map) {
                String separator = "{";
                for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                    built.append(separator);
                    quote(String.valueOf(entry.getKey()), built);
                    built.append(": ");
                    write(entry.getValue(), built);
                    separator = ", ";
                }
                built.append(separator.equals("{") ? "{}" : "}");
            } else if (value instanceof List) {
                String separator = "[";
                for (Object item : (List<?>) value) {
                    built.append(separator);
                    write(item, built);
                    separator = ", ";
                }
                built.append(separator.equals("[") ? "[]" : "]");
            } else if (value == null || value instanceof Boolean || value instanceof Integer || value instanceof Long
                    || value instanceof BigInteger || value instanceof BigDecimal || value instanceof Double) {
                built.append(value);
            } else {
                quote(value.toString(), built);
            }
        }

        private static void quote(String text, StringBuilder built) {
            built.append('"');
            for (char character : text.toCharArray()) {
                if (character == '"' || character == '\\') {
                    built.append('\\').append(character);
                } else if (character < ' ' || character > '~') {
                    built.append(String.format("\\u%04x", (int) character));
                } else {
                    built.append(character);
                }
            }
            built.append('"');
        }
    }
}
