//! Folding of Chinese text before it is compared: width, brackets, blanks, variants.

use unicode_normalization::UnicodeNormalization;

/// Full-width letters, digits and punctuation as half-width (NFKC), nothing else changed.
pub fn narrow(text: &str) -> String {
    text.nfkc().collect()
}

/// The form in which names are compared: NFKC, no blanks, one kind of bracket and of middle dot, letters upper case,
/// a few traditional or variant forms as the simplified one.
pub fn fold(text: &str) -> String {
    narrow(text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(|c| fold_char(c).to_uppercase())
        .collect()
}

/// One character folded. Keeps its place, so that positions can be compared.
pub fn fold_char(c: char) -> char {
    match c {
        '【' | '〔' | '[' | '〈' | '《' | '{' => '(',
        '】' | '〕' | ']' | '〉' | '》' | '}' => ')',
        '·' | '•' | '・' | '∙' | '‧' | '⋅' => '·',
        '—' | '–' | '－' | '―' | '~' | '～' => '-',
        '，' | '、' => ',',
        '。' => '.',
        '；' => ';',
        '：' => ':',
        '“' | '”' | '„' | '＂' => '"',
        '‘' | '’' => '\'',
        other => simplified(other).unwrap_or(other),
    }
}

/// Traditional forms with their simplified ones, in pairs: characters of labels, names and addresses that recognisers and
/// fonts give in the other form (Unihan kSimplifiedVariant). Mainland papers are printed in simplified characters.
const TRADITIONAL: &str = "並并亞亚個个們们偉伟傑杰備备傳传債债傷伤僑侨價价億亿優优兒儿內内冊册冪幂凱凯別别劃划劉刘劍剑劑剂勁劲動动務务勝胜勞劳勳勋勵励匯汇區区協协卻却厲厉\
     參参吳吴呂吕喬乔單单嘗尝嚮向嚴严國国圍围園园圓圆圖图團团執执場场塊块塗涂墊垫壓压壘垒壯壮壽寿夢梦夾夹奪夺奮奋婦妇媽妈嬌娇孫孙學学實实寧宁審审寶宝\
     將将專专尋寻對对導导屆届層层島岛嶺岭巖岩幣币幹干幾几庫库廈厦廟庙廠厂廢废廣广張张強强彈弹彌弥彙汇後后徑径從从復复徵征恆恒愛爱態态慮虑慶庆憑凭憲宪\
     應应戰战戲戏戶户擁拥擇择擊击擔担據据擬拟攜携敗败數数斷断於于時时曆历曉晓書书會会東东柵栅條条棟栋楊杨楓枫業业榮荣構构樂乐樓楼標标樣样樹树橋桥機机\
     檔档檢检欄栏權权歐欧歡欢歲岁歷历歸归殘残氣气決决況况涼凉淨净淺浅測测湧涌湯汤溝沟溫温滬沪滿满漁渔漢汉潔洁潤润澤泽濟济濤涛濱滨瀋沈灃沣灘滩灣湾為为\
     無无燈灯營营爾尔牆墙獎奖獨独獻献現现瑤瑶瑩莹瑪玛環环瓊琼產产畢毕畫画異异當当療疗發发盡尽監监盤盘盧卢眾众碼码礎础礙碍礦矿祿禄禎祯禮礼稅税種种稱称\
     積积穎颖穩稳競竞筆笔節节範范築筑簡简簽签糧粮紀纪約约紅红純纯紙纸級级細细紹绍終终組组結结絡络給给絨绒統统絲丝經经綠绿維维綱纲網网線线緣缘編编緯纬\
     練练縣县縱纵總总績绩織织繹绎繼继續续罰罚羅罗羣群義义聖圣聯联聲声職职肅肃腦脑膠胶臘腊臨临臺台與与興兴舉举舊旧舖铺艙舱艦舰艷艳莊庄莖茎華华萬万葉叶\
     蓋盖蔣蒋蕭萧藍蓝藝艺藥药蘆芦蘇苏蘋苹蘭兰處处號号蟲虫蠟蜡術术衛卫衝冲裏里補补裝装裡里製制複复見见規规視视親亲覽览觀观訂订計计訊讯訓训託托記记設设\
     許许註注評评詞词詢询試试詩诗話话該该詳详認认語语誠诚說说課课請请論论諮谘謙谦講讲謝谢證证識识譚谭議议護护讀读變变讓让豐丰豔艳貝贝負负財财貢贡貨货\
     販贩責责貴贵費费貼贴貿贸賀贺資资賈贾賓宾質质賴赖購购贊赞趙赵車车軍军軒轩軟软載载輕轻輝辉輪轮輸输轉转辦办農农這这進进運运過过達达違违遞递遠远適适\
     遷迁選选遼辽還还邊边郵邮鄉乡鄧邓鄭郑醫医醬酱釋释針针鈞钧鈴铃銀银銷销鋒锋鋼钢錄录錢钱錦锦鍋锅鍾钟鎂镁鎖锁鎮镇鐘钟鐵铁鑑鉴長长門门閃闪閆闫開开間间\
     閩闽閱阅關关陝陕陰阴陳陈陸陆陽阳隊队階阶際际隨随險险雙双雜杂雞鸡離离難难雲云電电靈灵靜静鞏巩韋韦韓韩韻韵響响頁页頂顶項项順顺預预領领頭头題题額额\
     顏颜願愿類类顧顾顯显風风飛飞飯饭飲饮飾饰養养館馆馬马馮冯駐驻駱骆駿骏騰腾驗验體体鬥斗鬱郁魚鱼魯鲁鮮鲜鳥鸟鳳凤鴻鸿鵬鹏鶴鹤麗丽麥麦麵面麼么黃黄點点\
     黨党齊齐齋斋齡龄龍龙龔龚";

/// The simplified form of a traditional character of the table.
pub fn simplified(c: char) -> Option<char> {
    static TABLE: std::sync::LazyLock<std::collections::BTreeMap<char, char>> = std::sync::LazyLock::new(|| {
        let all: Vec<char> = TRADITIONAL.chars().collect();
        all.chunks_exact(2).map(|p| (p[0], p[1])).collect()
    });
    TABLE.get(&c).copied()
}

/// Radicals and forms of the block "CJK Radicals Supplement" with the ideograph of the same shape, in pairs (Unicode
/// `EquivalentUnifiedIdeograph.txt`): fonts share one glyph for both, and PDF writers that read a font backwards choose the
/// radical. The Kangxi radicals need no table, NFKC has them.
const RADICALS: &str = "\
    ⺁厂⺇几⺈刀⺌小⺍小⺎兀⺒巳⺓幺⺛旡⺝月⺟母⺠民⺥爪⺦丬⺫罒⺬示⺰纟⺱网⺲罒⺳罓⺷羊⺸羊⺹耂⺻肀⺼月⺽臼⺿艹⻁虎⻄西⻅见⻆角⻇角⻉贝⻊足⻋车\
    ⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻰龙⻱龜⻲亀⻳龟";

/// A radical, a compatibility ideograph or a vertical form of punctuation as the ordinary character; any other as it is.
pub fn unified(c: char) -> char {
    static TABLE: std::sync::LazyLock<std::collections::BTreeMap<char, char>> = std::sync::LazyLock::new(|| {
        let all: Vec<char> = RADICALS.chars().collect();
        all.chunks_exact(2).map(|p| (p[0], p[1])).collect()
    });
    match c {
        '\u{2E80}'..='\u{2EFF}' => TABLE.get(&c).copied().unwrap_or(c),
        '\u{2F00}'..='\u{2FDF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{2F800}'..='\u{2FA1F}'
        | '\u{FE10}'..='\u{FE19}'
        | '\u{FE30}'..='\u{FE48}' => {
            let mut folded = std::iter::once(c).nfkc();
            match (folded.next(), folded.next()) {
                (Some(one), None) => one,
                _ => c,
            }
        }
        other => other,
    }
}

/// Whether a character is a Han character of the common blocks.
pub const fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{323af}' | '〇')
}

/// Characters that differ between two texts by edit distance (insert, delete, change cost 1).
pub fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let next = (row[j + 1] + 1).min(row[j] + 1).min(diagonal + usize::from(x != *y));
            diagonal = std::mem::replace(&mut row[j + 1], next);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_to_one_form() {
        assert_eq!(fold("云帆（北京） 科技"), fold("云帆(北京)科技"));
        assert_eq!(fold("阿依古丽・买买提"), fold("阿依古丽·买买提"));
        assert_eq!(fold("９１ａ"), "91A");
    }

    #[test]
    fn distance_counts_edits() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("云帆科技", "云航科技"), 1);
        assert_eq!(distance("云帆", "云帆科技"), 2);
    }
}
